/* The card of layers and filters. */
(function (cm) {
  function group(name, boxes) {
    return cm.h.apply(null, ["fieldset", null, cm.h("legend", { text: name })].concat(boxes));
  }

  function toggle(name, key, initially) {
    var now = key in cm.state ? cm.state[key] !== false : initially;
    return cm.checkbox(name, now, function (on) {
      var change = {};
      change[key] = on;
      cm.set(change);
    });
  }

  function stationBoxes(name, wording) {
    return cm.stationCounts(name).map(function (value) {
      return cm.checkbox(wording(value.id) + " \u00b7 " + cm.number(value.count),
        cm.stationFilter[name][value.id] !== false, function (on) {
          cm.stationFilter[name][value.id] = on;
          cm.emit("filter-stations");
        });
    });
  }

  function placeBoxes(name, values) {
    return values.map(function (value) {
      return cm.checkbox(value.name, cm.placeFilter[name][value.id] !== false, function (on) {
        cm.placeFilter[name][value.id] = on;
        cm.emit("filter-places");
        cm.emit("change", {});
      }, value.sign);
    });
  }

  function draw() {
    cm.replace(cm.$("filters"), [
      group(cm.t("layers"), [
        toggle(cm.t("layer_stations"), "stations", true), toggle(cm.t("layer_gaps"), "gaps", true),
        toggle(cm.t("layer_extended"), "extended", false), toggle(cm.t("layer_graticule"), "graticule", true),
        cm.reliefToggle(),
        cm.data.measured && toggle(cm.t("layer_measured"), "measured", false)
      ].concat(cm.data.lines.length ? [toggle(cm.t("layer_lines"), "lines", true)] : [])),
      group(cm.t("verdict"), placeBoxes("verdict", cm.VERDICTS.map(function (verdict) {
        return { id: verdict, name: cm.code("verdict", verdict), sign: cm.sign(verdict) };
      }))),
      group(cm.t("category"), placeBoxes("category", cm.data.categories.map(function (category) {
        return { id: category.group + ":" + category.id, name: cm.say(category.name) };
      }))),
      group(cm.t("stations_of"), stationBoxes("operator", cm.operatorName)),
      group(cm.t("band"), stationBoxes("band", function (band) { return band || cm.t("not_stated"); })),
      group(cm.t("status"), stationBoxes("status", cm.statusName))
    ]);
  }

  cm.showFilters = function () {
    draw();
    cm.on("language", draw);
  };
})(covermap);
