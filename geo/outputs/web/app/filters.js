/* The card of layers and filters. */
(function (cm) {
  var LONG = 4; // boxes that a group may have before "all" and "none" help

  /* What can be shown or hidden: its key in the state, and whether it is shown at first. */
  cm.layers = function () {
    return [
      { key: "stations", on: true }, { key: "proposals", on: true, absent: !cm.anyProposed() },
      { key: "plan", on: true, absent: !cm.anyPlanned() }, { key: "gaps", on: true }, { key: "extended", on: false }, { key: "graticule", on: true },
      { key: "relief", on: true, absent: !cm.data.relief },
      { key: "measured", on: false, absent: !cm.data.measured },
      { key: "lines", on: true, absent: !cm.data.lines.length }
    ].filter(function (layer) { return !layer.absent; });
  };
  cm.layerOn = function (layer) {
    return layer.key in cm.state ? cm.state[layer.key] : layer.on;
  };

  function toggle(layer) {
    return cm.checkbox(cm.t("layer_" + layer.key), cm.layerOn(layer), function (on) {
      var change = {};
      change[layer.key] = on;
      cm.set(change);
    });
  }

  /* One filter: a box for each value, and for many of them "all" and "none". */
  function group(name, held, values, apply) {
    var boxes = values.map(function (value) {
      return cm.checkbox(value.name, held[value.id] !== false, function (on) {
        held[value.id] = on;
        apply();
      }, value.sign);
    });
    function every(text, shown) {
      return cm.h("button", { type: "button", text: text, "aria-label": name + " \u00b7 " + text, onclick: function () {
        values.forEach(function (value, i) {
          held[value.id] = shown;
          boxes[i].querySelector("input").checked = shown;
        });
        apply();
      } });
    }
    return cm.h.apply(null, ["fieldset", null, cm.h("legend", { text: name }),
      values.length > LONG && cm.h("span", { class: "all-none" }, every(cm.t("select_all"), true),
        every(cm.t("select_none"), false))].concat(boxes));
  }

  function stations(title, name, wording) {
    return group(title, cm.stationFilter[name], cm.stationCounts(name).map(function (value) {
      return { id: value.id, name: wording(value.id) + " \u00b7 " + cm.number(value.count) };
    }), function () { cm.emit("filter-stations"); });
  }

  function places(title, name, values) {
    return group(title, cm.placeFilter[name], values, function () {
      cm.emit("filter-places");
      cm.emit("change", {});
    });
  }

  function draw() {
    cm.replace(cm.$("filters"), [
      cm.h.apply(null, ["fieldset", null, cm.h("legend", { text: cm.t("layers") })].concat(cm.layers().map(toggle))),
      places(cm.t("verdict"), "verdict", cm.VERDICTS.map(function (verdict) {
        return { id: verdict, name: cm.code("verdict", verdict), sign: cm.sign(verdict) };
      })),
      places(cm.t("category"), "category", cm.data.categories.map(function (category) {
        return { id: category.group + ":" + category.id, name: cm.say(category.name) };
      })),
      stations(cm.t("stations_of"), "operator", cm.operatorName),
      stations(cm.t("band"), "band", function (band) { return band || cm.t("not_stated"); }),
      stations(cm.t("status"), "status", cm.statusName)
    ]);
    tell();
  }

  function active() {
    return [cm.placeFilter.verdict, cm.placeFilter.category, cm.stationFilter.operator, cm.stationFilter.band,
      cm.stationFilter.status].some(function (held) {
      return Object.keys(held).some(function (value) { return held[value] === false; });
    });
  }

  /* Beside the menu: that something is filtered away, and how much is left. */
  function tell() {
    var counted = cm.data.areas.filter(function (area) {
      return area.at && cm.inCounty(area) && (area.group === "goal2022" || cm.state.extended);
    });
    var said = cm.$("filtered");
    said.hidden = !active();
    said.textContent = said.hidden ? "" : cm.t("filtered", {
      places: cm.number(counted.filter(cm.placeShown).length), all: cm.number(counted.length),
      stations: cm.number(cm.stationsShown), listed: cm.number(cm.stationTotal())
    });
  }

  cm.showFilters = function () {
    draw();
    cm.on("language", draw);
    ["filter-stations", "filter-places", "change"].forEach(function (name) { cm.on(name, tell); });
  };
})(covermap);
