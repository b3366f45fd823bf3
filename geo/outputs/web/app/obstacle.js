/* The path that terrain blocks: from the station over the blocking point to the chosen place. */
(function (cm) {
  var RIDGE = "M-11 7L-4.5-7L-.5 .5L3-4.5L11 7Z";
  var canvas = null, drawn = [];

  function latlng(at) { return [at[1], at[0]]; }

  function blocked() {
    var area = cm.area(cm.state.selected);
    return area && area.at && area.blocked ? area : null;
  }

  /* Solid as far as the signal gets, dashed behind the ridge. */
  function leg(from, to, dash) {
    [["#fff", 4.6, null], ["#9c3a00", 2.2, dash]].forEach(function (look) {
      drawn.push(L.polyline([latlng(from), latlng(to)], {
        renderer: canvas, interactive: false, color: look[0], weight: look[1], dashArray: look[2],
        opacity: look[0] === "#fff" ? 0.75 : 1
      }).addTo(cm.map));
    });
  }

  function ridge(at) {
    var sign = cm.svg("svg", { viewBox: "-12 -10 24 20", width: 30, height: 25, "aria-hidden": "true" },
      cm.svg("path", { d: RIDGE }));
    drawn.push(L.marker(latlng(at), {
      pane: "covermap-place", interactive: false, keyboard: false,
      icon: L.divIcon({ className: "obstacle", html: sign, iconSize: [30, 25], iconAnchor: [15, 16] })
    }).addTo(cm.map));
  }

  function draw() {
    drawn.forEach(function (layer) { layer.remove(); });
    drawn = [];
    var area = blocked();
    if (!area) { return; }
    if (area.blocked.station.at) { leg(area.blocked.station.at, area.blocked.at, null); }
    leg(area.blocked.at, area.at, "7 6");
    ridge(area.blocked.at);
  }

  /* Points that a view of the place should hold besides its own. */
  cm.pathPoints = function (area) {
    if (!area.blocked) { return []; }
    return [area.blocked.at, area.blocked.station.at].filter(Boolean).map(latlng);
  };

  /* What stands in the way, and the station behind it, named on the map. */
  cm.pathLabels = function () {
    var area = blocked();
    if (!area) { return []; }
    var look = cm.look(12.5, "#7a2e00", { weight: "700" }), station = area.blocked.station;
    var labels = [{
      at: area.blocked.at, dy: 17, always: true, look: look,
      text: cm.isNumber(area.blocked.height)
        ? cm.t("obstacle_at", { height: cm.number(area.blocked.height) }) : cm.t("obstacle")
    }];
    if (station.at) { labels.push({ at: station.at, dy: -14, always: true, look: look, text: station.id }); }
    return labels;
  };

  cm.showObstacle = function () {
    canvas = L.canvas({ pane: "covermap-extent", padding: 0.2 });
    cm.on("change", function (changes) { if ("selected" in changes) { draw(); } });
  };
})(covermap);
