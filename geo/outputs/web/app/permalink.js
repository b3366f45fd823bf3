/* What is shown, kept in the address after "#": it can be sent to a colleague. */
(function (cm) {
  function write() {
    if (cm.printing) { return; }
    var center = cm.map.getCenter(), state = cm.state;
    var parts = [cm.map.getZoom().toFixed(2), center.lat.toFixed(5), center.lng.toFixed(5),
      state.overlay, state.operator, state.rule, state.county, state.selected];
    window.history.replaceState(null, "", "#" + parts.map(encodeURIComponent).join("/"));
  }

  function known(list, value, fallback) { return list.indexOf(value) >= 0 ? value : fallback; }

  /* Only values that the page knows are taken from the address. */
  function read() {
    var parts = window.location.hash.slice(1).split("/");
    if (parts.length < 8) { return null; }
    try {
      parts = parts.map(decodeURIComponent);
    } catch {
      return null;
    }
    var view = parts.slice(0, 3);
    return {
      view: view.every(function (v) { return v && isFinite(Number(v)); }) ? view.map(Number) : null,
      state: {
        overlay: known(cm.OVERLAYS, parts[3], "level"),
        operator: known(cm.data.operators.map(function (o) { return o.id; }), parts[4], "any"),
        rule: known(["area", "reach"], parts[5], "area"),
        county: cm.county(parts[6]) ? parts[6] : "",
        selected: cm.area(parts[7]) ? parts[7] : ""
      }
    };
  }

  cm.restore = function () {
    var found = read();
    if (!found) { cm.fitRegion(false); return; }
    Object.assign(cm.state, found.state);
    if (found.view) { cm.map.setView([found.view[1], found.view[2]], found.view[0], { animate: false }); }
    else {
      cm.fitRegion(false);
      cm.zoomTo(cm.area(cm.state.selected));
    }
  };
  cm.keepAddress = function () {
    cm.map.on("moveend", write);
    cm.on("change", write);
  };
})(covermap);
