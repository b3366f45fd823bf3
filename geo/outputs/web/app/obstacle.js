/* The path to the chosen place or gap that fails: blocked by terrain, or beside a sector. */
(function (cm) {
  var RIDGE = "M-11 7L-4.5-7L-.5 .5L3-4.5L11 7Z";
  var DASH = "7 6", COLOUR = "#9c3a00";
  var AHEAD_M = 1500; // how long the axis of a sector is drawn
  var canvas = null, drawn = [];

  function latlng(at) { return [at[1], at[0]]; }

  /* The station whose path to a place or gap is in question. */
  cm.pathStation = function (target) {
    return !target ? null : target.blocked ? target.blocked.station : target.sector ? target.sector.station : null;
  };

  /* Solid as far as the signal gets, dashed behind the ridge or beside the sector. */
  function leg(from, to, dash) {
    [["#fff", 4.6, null], [COLOUR, 2.2, dash]].forEach(function (look) {
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

  /* Where a sector looks, near enough for a line on a map. */
  cm.ahead = function (at, azimuth, metres) {
    var turn = azimuth * Math.PI / 180, degree = 111320;
    return [
      at[0] + metres * Math.sin(turn) / (degree * Math.cos(at[1] * Math.PI / 180)),
      at[1] + metres * Math.cos(turn) / degree
    ];
  };

  function drawBlocked(target) {
    var found = target.blocked;
    if (found.station.at) { leg(found.station.at, found.at, null); }
    leg(found.at, target.at, DASH);
    ridge(found.at);
  }

  function drawSector(target) {
    var station = target.sector.station;
    if (!station.at) { return; }
    leg(station.at, target.at, DASH);
    if (cm.isNumber(station.azimuth)) { leg(station.at, cm.ahead(station.at, station.azimuth, AHEAD_M), null); }
  }

  function draw() {
    drawn.forEach(function (layer) { layer.remove(); });
    drawn = [];
    var target = cm.target();
    if (target && target.blocked) { drawBlocked(target); }
    if (target && target.sector) { drawSector(target); }
  }

  /* Points that a view of the place or gap should hold besides its own. */
  cm.pathPoints = function (target) {
    var station = cm.pathStation(target);
    if (!station) { return []; }
    return [target.blocked && target.blocked.at, station.at].filter(Boolean).map(latlng);
  };

  /* What stands in the way, and the station behind it, named on the map. */
  cm.pathLabels = function () {
    var target = cm.target(), station = cm.pathStation(target), labels = [];
    if (!station) { return []; }
    var look = cm.look(12.5, "#7a2e00", { weight: "700" }), name = station.id;
    if (target.blocked) {
      labels.push({
        at: target.blocked.at, dy: 17, always: true, look: look,
        text: cm.isNumber(target.blocked.height)
          ? cm.t("obstacle_at", { height: cm.number(target.blocked.height) }) : cm.t("obstacle")
      });
    } else {
      name += " \u00b7 " + cm.t("sector_off", { off: target.sector.off });
    }
    if (station.at) { labels.push({ at: station.at, dy: -14, always: true, look: look, text: name }); }
    return labels;
  };

  cm.showObstacle = function () {
    canvas = L.canvas({ pane: "covermap-extent", padding: 0.2 });
    cm.on("change", function (changes) {
      if ("selected" in changes || "gap" in changes) { draw(); }
    });
  };
})(covermap);
