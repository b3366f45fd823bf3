/* Measured points: a layer of their own, with signs of their own, off until asked for. */
(function (cm) {
  var SIGNS = { reached: "M-4.5-4.5H4.5V4.5H-4.5Z", below: "M-4.5-4.5L4.5 4.5M4.5-4.5L-4.5 4.5" };
  var columns, x, y, best, layer;

  /* For any operator the best in a cell stands for the cell. */
  function bestOfCells() {
    var strongest = {};
    columns.cells.forEach(function (cell, index) {
      var before = strongest[cell];
      if (before === undefined || columns.level[index] > columns.level[before]) { strongest[cell] = index; }
    });
    return Object.keys(strongest).map(function (cell) { return strongest[cell]; });
  }

  function operator() { return cm.state.overlay === "level" ? cm.state.operator : "any"; }

  function shown() {
    if (!cm.state.measured) { return []; }
    if (operator() === "any") { return best; }
    var wanted = columns.operator.values.indexOf(operator());
    return columns.operator.index.map(function (value, index) { return value === wanted ? index : -1; })
      .filter(function (index) { return index >= 0; });
  }

  function sprite(kind, size) {
    var ratio = 3, side = Math.ceil(size + 5), path = new Path2D(SIGNS[kind]);
    var canvas = cm.h("canvas", { width: side * ratio, height: side * ratio });
    var context = canvas.getContext("2d");
    context.scale(ratio, ratio);
    context.translate(side / 2, side / 2);
    context.scale(size / 11, size / 11);
    context.lineWidth = 3.6;
    context.strokeStyle = "#fff";
    context.stroke(path);
    context.lineWidth = 2;
    context.strokeStyle = context.fillStyle = "#7b2d8b";
    if (kind === "reached") { context.fill(path); } else { context.stroke(path); }
    return { canvas: canvas, side: side };
  }

  var MeasuredLayer = cm.CanvasLayer.extend({
    options: { pane: "covermap-measured", padding: 0.15 },
    draw: function (context, bounds) {
      var zoom = this._map.getZoom(), size = Math.max(4, Math.min(9, 4 + (zoom - 9) * 1.2));
      var scale = this._map.options.crs.scale(zoom), origin = this._map.getPixelOrigin();
      var sprites = [sprite("below", size), sprite("reached", size)];
      shown().forEach(function (index) {
        var px = x[index] * scale - origin.x, py = y[index] * scale - origin.y;
        if (px < bounds.min.x || px > bounds.max.x || py < bounds.min.y || py > bounds.max.y) { return; }
        var stamp = sprites[Number(columns.level[index] >= cm.data.threshold.dbm)];
        context.drawImage(stamp.canvas, px - stamp.side / 2, py - stamp.side / 2, stamp.side, stamp.side);
      });
    }
  });

  function row(kind) {
    var sign = cm.svg("svg", { class: "sign measured", viewBox: "-7 -7 14 14", "aria-hidden": "true" },
      cm.svg("path", { class: kind, d: SIGNS[kind] }));
    return cm.h("li", null, sign, cm.h("span", {
      text: cm.t("legend_measured_" + kind, { dbm: cm.number(cm.data.threshold.dbm) })
    }));
  }

  function legend() {
    var chosen = cm.data.operators.find(function (o) { return o.id === operator(); });
    cm.measuredShown = shown().length;
    cm.replace(cm.$("legend-measured"), !cm.state.measured ? [] : [
      cm.h("h3", { text: cm.t("legend_measured") + " \u00b7 " +
        (chosen ? cm.say(chosen.name) : cm.t("any_operator")) }),
      cm.h("ul", null, row("reached"), row("below")),
      cm.h("p", { class: "note", text: cm.t("legend_measured_note", {
        points: cm.number(columns.points), cell: cm.number(columns.cell), shown: cm.number(cm.measuredShown)
      }) })
    ]);
  }

  cm.showMeasured = function () {
    columns = cm.data.measured;
    if (!columns) { return; }
    x = Float64Array.from(columns.lon, function (v) { return cm.worldX(v / 1e5); });
    y = Float64Array.from(columns.lat, function (v) { return cm.worldY(v / 1e5); });
    best = bestOfCells();
    layer = new MeasuredLayer().addTo(cm.map);
    legend();
    cm.on("change", function (changes) {
      if ("measured" in changes || "overlay" in changes || "operator" in changes) {
        layer.redraw();
        legend();
      }
    });
    cm.on("language", legend);
  };
})(covermap);
