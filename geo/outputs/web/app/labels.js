/* Names and the graticule, drawn on one canvas; a name that would cover another is left out. */
(function (cm) {
  var FONT = '"Noto Sans CJK SC","Source Han Sans SC","PingFang SC","Microsoft YaHei",sans-serif';
  var HALO = "rgba(255,255,255,.88)";

  function free(taken, box) {
    return !taken.some(function (other) {
      return box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1];
    });
  }

  /* A name that has a choice of places is not cut off by the edge of the map. */
  function within(map, box) {
    var first = map.containerPointToLayerPoint([0, 0]), last = first.add(map.getSize());
    return box[0] > first.x && box[1] > first.y && box[2] < last.x && box[3] < last.y;
  }

  function moved(box, by) {
    return [box[0] + by[0], box[1] + by[1], box[2] + by[0], box[3] + by[1]];
  }

  function write(context, text, x, y, look) {
    context.font = look.font;
    context.letterSpacing = look.spacing || "0px";
    context.textAlign = look.align || "center";
    context.lineJoin = "round";
    context.lineWidth = look.halo || 3.5;
    context.strokeStyle = HALO;
    context.strokeText(text, x, y);
    context.fillStyle = look.colour;
    context.fillText(text, x, y);
    context.letterSpacing = "0px";
  }

  /* A name may not cover a sign, [lon, lat, how far below its point]; its own begins right of it. */
  function signBoxes(map) {
    return cm.signPoints().map(function (at) {
      var p = map.latLngToLayerPoint([at[1], at[0]]), y = p.y + (at[2] || 0);
      return [p.x - 8, y - 7, p.x + 8, y + 7];
    });
  }

  /* The second line of a label may be longer than the first. */
  function widest(context, label) {
    var first = context.measureText(label.text).width;
    if (!label.second) { return first; }
    context.letterSpacing = "0px";
    context.font = label.second.look.font;
    return Math.max(first, context.measureText(label.second.text).width);
  }

  /* A name that had to move aside is tied to its place. */
  function lead(context, at, box) {
    var x = Math.max(box[0], Math.min(box[2], at.x)), y = Math.max(box[1], Math.min(box[3], at.y));
    if (Math.hypot(at.x - x, at.y - y) < 5) { return; }
    context.strokeStyle = "#33454b";
    context.lineWidth = 0.9;
    line(context, at, { x: x, y: y });
    context.beginPath();
    context.arc(at.x, at.y, 1.8, 0, 2 * Math.PI);
    context.fillStyle = "#33454b";
    context.fill();
  }

  cm.LabelLayer = cm.CanvasLayer.extend({
    options: { pane: "covermap-label", padding: 0.1 },
    draw: function (context) {
      var map = this._map, taken = signBoxes(map);
      context.textBaseline = "middle";
      if (cm.state.graticule !== false) { graticule(context, map); }
      (this.options.labels || cm.labels)(map.getZoom()).forEach(function (label) {
        var at = map.latLngToLayerPoint([label.at[1], label.at[0]]);
        var look = label.look, x = at.x + (label.dx || 0), y = at.y + (label.dy || 0);
        context.font = look.font;
        context.letterSpacing = look.spacing || "0px";
        var width = widest(context, label), half = look.size * 0.72;
        var left = look.align === "left" ? x : x - width / 2;
        var box = [left - 2, y - half, left + width + 2, y + half + (label.second ? 20 : 0)];
        var shift = (label.tries || [[0, 0]]).find(function (by) {
          return free(taken, moved(box, by)) && (!label.tries || within(map, moved(box, by)));
        });
        if (!shift && !label.always) { return; }
        shift = shift || [0, 0];
        taken.push(moved(box, shift));
        if (label.leader) { lead(context, at, moved(box, shift)); }
        write(context, label.text, x + shift[0], y + shift[1], look);
        if (label.second) {
          write(context, label.second.text, x + shift[0], y + shift[1] + 19, label.second.look);
        }
      });
    }
  });

  cm.look = function (size, colour, more) {
    return Object.assign({
      size: size, colour: colour, font: (more && more.weight || "500") + " " + size + "px " + FONT
    }, more);
  };

  function graticule(context, map) {
    var bounds = map.getBounds(), span = bounds.getEast() - bounds.getWest();
    var step = [0.05, 0.1, 0.25, 0.5, 1, 2, 5].find(function (s) { return span / s <= 9; }) || 10;
    var digits = step < 0.1 ? 2 : step < 1 ? (step === 0.25 ? 2 : 1) : 0;
    context.save();
    context.strokeStyle = "rgba(70,95,100,.17)";
    context.lineWidth = 0.7;
    context.fillStyle = "rgba(55,75,80,.75)";
    context.font = "10.5px " + FONT;
    var north = bounds.getNorth(), south = bounds.getSouth(), lon, lat, a, b;
    for (lon = Math.ceil(bounds.getWest() / step) * step; lon < bounds.getEast(); lon += step) {
      a = map.latLngToLayerPoint([north, lon]);
      b = map.latLngToLayerPoint([south, lon]);
      line(context, a, b);
      context.textAlign = "left";
      context.fillText(lon.toFixed(digits) + "\u00b0E", b.x + 3, b.y - 8);
    }
    for (lat = Math.ceil(south / step) * step; lat < north; lat += step) {
      a = map.latLngToLayerPoint([lat, bounds.getWest()]);
      b = map.latLngToLayerPoint([lat, bounds.getEast()]);
      line(context, a, b);
      context.textAlign = "right";
      context.fillText(lat.toFixed(digits) + "\u00b0N", b.x - 6, b.y - 7);
    }
    context.restore();
  }
  function line(context, a, b) {
    context.beginPath();
    context.moveTo(a.x, a.y);
    context.lineTo(b.x, b.y);
    context.stroke();
  }

  cm.showLabels = function () {
    var layer = new cm.LabelLayer().addTo(cm.map);
    cm.on("change", function () { layer.redraw(); });
    cm.on("language", function () { layer.redraw(); });
  };
})(covermap);
