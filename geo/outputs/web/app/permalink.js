/* What is shown, kept in the address after "#": it can be sent to a colleague.
   zoom/lat/lon/overlay/operator/rule/county/place, then what differs from the default as key=value. */
(function (cm) {
  var FIXED = ["overlay", "operator", "rule", "county", "selected"];
  var CHOSEN = ["gap", "line", "station", "proposal"];

  /* By the name the address has for each filter: what a person took away, and what there is to take. */
  function filters() {
    return [
      { name: "verdict", held: cm.placeFilter.verdict, values: cm.VERDICTS },
      { name: "category", held: cm.placeFilter.category,
        values: cm.data.categories.map(function (category) { return category.group + ":" + category.id; }) }
    ].concat(["operator", "band", "status"].map(function (name) {
      return { name: name, held: cm.stationFilter[name],
        values: cm.stationCounts(name).map(function (value) { return value.id; }) };
    }));
  }

  /* What a person chose besides, as [key, value]. */
  function differing() {
    var parts = CHOSEN.filter(function (key) { return cm.state[key]; }).map(function (key) {
      return [key, cm.state[key]];
    });
    cm.layers().forEach(function (layer) {
      if (cm.layerOn(layer) !== layer.on) { parts.push([layer.on ? "off" : "on", layer.key]); }
    });
    filters().forEach(function (filter) {
      filter.values.forEach(function (value) {
        if (filter.held[value] === false) { parts.push(["no-" + filter.name, value]); }
      });
    });
    if (cm.lang !== cm.data.lang) { parts.push(["lang", cm.lang]); }
    return parts.map(function (part) { return part.map(encodeURIComponent).join("="); });
  }

  function write() {
    if (cm.printing) { return; }
    var center = cm.map.getCenter();
    var parts = [cm.map.getZoom().toFixed(2), center.lat.toFixed(5), center.lng.toFixed(5)]
      .concat(FIXED.map(function (key) { return cm.state[key]; })).map(encodeURIComponent);
    window.history.replaceState(null, "", "#" + parts.concat(differing()).join("/"));
  }

  function known(list, value, fallback) { return list.indexOf(value) >= 0 ? value : fallback; }

  /* The parts of an address, null when it is none of ours. */
  function parse() {
    var parts = window.location.hash.slice(1).split("/");
    if (parts.length < 3 + FIXED.length) { return null; }
    try {
      return parts.map(function (part, i) {
        return i < 3 + FIXED.length ? decodeURIComponent(part) : part.split("=").map(decodeURIComponent);
      });
    } catch {
      return null;
    }
  }

  /* Only values that the page knows are taken from the address. */
  var TAKEN = {
    gap: function (id) { if (cm.data.gaps.some(function (gap) { return gap.id === id; })) { cm.state.gap = id; } },
    line: function (id) { if (cm.line(id)) { cm.state.line = id; } },
    station: function (id) { if (cm.findStation(id) >= 0) { cm.state.station = id; } },
    proposal: function (id) { if (cm.proposal(id)) { cm.state.proposal = id; } },
    on: function (key) { layer(key, true); },
    off: function (key) { layer(key, false); },
    lang: function (lang) { cm.lang = known(Object.keys(cm.data.strings), lang, cm.lang); }
  };
  function layer(key, on) {
    if (cm.layers().some(function (one) { return one.key === key; })) { cm.state[key] = on; }
  }
  function take(key, value) {
    var filter = filters().find(function (one) { return "no-" + one.name === key; });
    if (filter && filter.values.indexOf(value) >= 0) { filter.held[value] = false; }
    else if (Object.prototype.hasOwnProperty.call(TAKEN, key)) { TAKEN[key](value); }
  }

  /* Read what was chosen, before anything is drawn. */
  cm.readAddress = function () {
    var parts = parse();
    if (!parts) { return; }
    Object.assign(cm.state, {
      overlay: known(cm.OVERLAYS, parts[3], "level"),
      operator: known(cm.data.operators.map(function (o) { return o.id; }), parts[4], "any"),
      rule: known(["area", "reach"], parts[5], "area"),
      county: cm.county(parts[6]) ? parts[6] : "",
      selected: cm.area(parts[7]) ? parts[7] : ""
    });
    parts.slice(8).forEach(function (part) { take(part[0], part[1] || ""); });
  };

  /* Show the part of the map that the address names, else what is chosen, else the region. */
  cm.restoreView = function () {
    var view = (parse() || []).slice(0, 3);
    if (view.length && view.every(function (v) { return v && isFinite(Number(v)); })) {
      cm.map.setView([Number(view[1]), Number(view[2])], Number(view[0]), { animate: false });
      return;
    }
    cm.fitRegion(false);
    cm.zoomTo(cm.area(cm.state.selected));
  };

  cm.keepAddress = function () {
    cm.map.on("moveend", write);
    ["change", "language", "filter-stations"].forEach(function (name) { cm.on(name, write); });
    // An address that is pasted into an open page is opened like any other.
    window.addEventListener("hashchange", function () { if (parse()) { window.location.reload(); } });
  };
})(covermap);
