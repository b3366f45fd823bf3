/* What the page of the province shows, kept in the address after "#": view, picture, rule,
   language, and where the two runs meet. */
(function (cm) {
  var PICTURES = ["share", "class"], RULES = ["area", "reach"], LANGUAGES = ["zh", "en"];

  function write() {
    if (cm.printing) { return; }
    var center = cm.map.getCenter(), state = cm.state;
    window.history.replaceState(null, "", "#" + [cm.map.getZoom().toFixed(2), center.lat.toFixed(5), center.lng.toFixed(5),
      state.overlay, state.rule, cm.lang, state.compare === null ? "" : state.compare].join("/"));
  }

  function known(list, value, fallback) { return list.indexOf(value) >= 0 ? value : fallback; }
  function percent(value) {
    return /^\d{1,3}$/.test(value) && Number(value) <= 100 && cm.data.earlier ? Number(value) : null;
  }

  /* Only values that the page knows are taken from the address. */
  cm.restore = function () {
    var parts = window.location.hash.slice(1).split("/"), state = cm.state;
    Object.assign(state, { overlay: "share", compare: null, stations: true, graticule: false });
    if (parts.length < 7) { return; }
    state.overlay = cm.data.coverage.uri ? known(PICTURES, parts[3], "share") : "share";
    state.rule = known(RULES, parts[4], "area");
    cm.lang = known(LANGUAGES, parts[5], cm.lang);
    state.compare = percent(parts[6]);
    state.stations = state.overlay === "share" && state.compare === null;
  };

  /* The view of the address; without one, all that was computed. */
  cm.restoreView = function () {
    var view = window.location.hash.slice(1).split("/").slice(0, 3);
    if (view.length === 3 && view.every(function (v) { return v && isFinite(Number(v)); })) {
      cm.map.setView([Number(view[1]), Number(view[2])], Number(view[0]), { animate: false });
    } else { cm.fitRegion(false); }
  };

  cm.keepAddress = function () {
    cm.map.on("moveend", write);
    cm.on("change", write);
    cm.on("language", write);
  };
})(covermap);
