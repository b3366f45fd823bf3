/* Roads and railways: what is covered of them, what is not, and what is not known. */
(function (cm) {
  var REACH = 7; // pixels around the pointer in which a line is found
  var FIRST = 12;
  // Told by width and dashes as well as by colour.
  var LOOKS = {
    casing: { color: "#fff", lineCap: "butt" },
    covered: { color: "#0072b2", weight: 2.4 },
    sleepers: { color: "#fff", weight: 1.1, dashArray: "5 6" },
    gap: { color: "#b23a00", weight: 5.2 },
    unknown: { color: "#6b767a", weight: 4.4, dashArray: "2 5" }
  };
  var renderer = null, drawn = null, halo = null, whole = false, fine = 1;

  cm.line = function (id) {
    return cm.data.lines.find(function (line) { return line.id === id; });
  };

  function points(item) { return cm.unpack([item.paths])[0]; }
  function all(items) { return [].concat.apply([], items.map(points)); }
  function stretches(unknown) {
    return [].concat.apply([], cm.data.lines.map(function (line) {
      return line.stretches.filter(function (s) { return (s.cause === "no_data") === unknown; });
    }));
  }

  /* Finer from afar, so that a prefecture is not all road. */
  function fineness() { return cm.map.getZoom() < 9 ? 0.6 : 1; }

  function put(paths, look, casing) {
    var common = { renderer: renderer, interactive: false, lineJoin: "round" };
    if (casing) {
      L.polyline(paths, Object.assign({}, common, LOOKS.casing, { weight: (look.weight + 2.2) * fine })).addTo(drawn);
    }
    L.polyline(paths, Object.assign(common, look, {
      weight: look.weight * fine, lineCap: look.dashArray ? "butt" : "round"
    })).addTo(drawn);
  }

  function draw() {
    drawn.clearLayers();
    fine = fineness();
    if (cm.state.lines === false) { return; }
    put(all(cm.data.lines), LOOKS.covered, true);
    put(all(stretches(false)), LOOKS.gap, true);
    put(all(cm.data.lines.filter(function (line) { return line.category === "railway"; })), LOOKS.sleepers);
    put(all(stretches(true)), LOOKS.unknown, true);
  }

  function mark() {
    if (halo) { halo.remove(); halo = null; }
    var line = cm.line(cm.state.line);
    if (line) {
      halo = L.polyline(points(line), {
        renderer: renderer, interactive: false, color: "#ffd24d", weight: 11, opacity: 0.75
      }).addTo(cm.map).bringToBack();
    }
    document.querySelectorAll("#lines-table tr[data-row]").forEach(function (row) {
      row.classList.toggle("chosen", row.dataset.row === cm.state.line);
    });
  }

  function choose(line) {
    cm.set({ selected: "", line: line.id });
  }

  cm.openLine = function (line) {
    choose(line);
    cm.fit(line.bounds, true, 13);
  };

  cm.zoomToGap = function (line) {
    cm.fit(L.latLngBounds(line.gap.ends.map(function (at) { return [at[1], at[0]]; })).pad(0.35), true, 14);
  };

  function near(point) {
    var at = cm.map.containerPointToLayerPoint(point), least = REACH, found = null;
    cm.data.lines.forEach(function (line) {
      var bounds = cm.map.getBounds();
      if (!bounds.intersects(line.bounds)) { return; }
      points(line).forEach(function (path) {
        var placed = path.map(function (latlng) { return cm.map.latLngToLayerPoint(latlng); });
        for (var i = 1; i < placed.length; i += 1) {
          var away = L.LineUtil.pointToSegmentDistance(at, placed[i - 1], placed[i]);
          if (away < least) { least = away; found = line; }
        }
      });
    });
    return found;
  }

  /* A station under the pointer comes before the road it stands at. */
  function click(event) {
    if (cm.state.lines === false || cm.stationAt(event.containerPoint) >= 0) { return; }
    var line = near(event.containerPoint);
    if (line) { choose(line); }
  }

  function columns() {
    return [
      { name: cm.t("line_route"), key: function (l) { return cm.say(l.name); },
        cell: function (l) {
          return cm.h("button", { type: "button", class: "name", "data-line": l.id },
            cm.sign(l.verdict), cm.h("span", { text: cm.say(l.name) }));
        } },
      { name: cm.t("line_km"), class: "r", down: true, key: function (l) { return l.km; },
        cell: function (l) { return cm.number(l.km, l.km < 100 ? 1 : 0); } },
      { name: cm.t("covered"), class: "r", key: function (l) { return l.share[0]; },
        cell: function (l) { return cm.shareRange(l.share); } },
      { name: cm.t("line_gap_longest"), class: "r", down: true, key: function (l) { return l.gap ? l.gap.km : 0; },
        cell: function (l) { return l.gap ? cm.number(l.gap.km, 1) : "\u2014"; } }
    ];
  }

  function list() {
    var lines = cm.data.lines;
    cm.$("lines-box").hidden = !lines.length;
    cm.$("lines-count").textContent = String(lines.length);
    var table = cm.sortableTable(columns(), lines, {
      caption: cm.t("lines_list"), order: { column: 3, down: true },
      limit: function () { return whole || cm.printing ? lines.length : FIRST; },
      row: function (line) {
        return { class: line.id === cm.state.line ? "chosen" : null, "data-row": line.id,
          onclick: function () { cm.openLine(line); } };
      }
    });
    var more = lines.length > FIRST && !whole &&
      cm.moreRows(cm.$("lines-table"), FIRST, cm.t("show_all_lines", { count: lines.length }), function () { whole = true; list(); });
    cm.replace(cm.$("lines-table"), [table, more]);
  }

  /* Rows of the legend; none where no line is shown. */
  cm.lineLegend = function () {
    if (!cm.data.lines.length || cm.state.lines === false) { return []; }
    var unknown = cm.data.lines.some(function (line) { return line.unknown > 0; });
    return [["covered", cm.t("line_covered")], ["gap", cm.t("line_gap")]]
      .concat(unknown ? [["unknown", cm.t("line_unknown")]] : []).map(function (row) {
        return cm.h("li", { class: "wide" }, cm.h("i", { class: "swatch line " + row[0] }),
          cm.h("span", { text: row[1] }));
      });
  };

  cm.showLines = function () {
    renderer = L.canvas({ pane: "covermap-line", padding: 0.2 });
    drawn = L.layerGroup().addTo(cm.map);
    draw();
    list();
    cm.map.on("click", click);
    cm.map.on("zoomend", function () { if (fineness() !== fine) { draw(); mark(); } });
    cm.on("change", function (changes) {
      if (changes.selected) { cm.state.line = ""; }
      if ("selected" in changes || "line" in changes) { mark(); }
      if ("lines" in changes) { draw(); }
    });
    cm.on("language", list);
    cm.on("paper", list);
  };
})(covermap);
