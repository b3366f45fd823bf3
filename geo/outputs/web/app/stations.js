/* Stations on a canvas from typed arrays: thousands of them stay smooth to drag. */
(function (cm) {
  var REACH = 9; // pixels around the pointer in which a station is found
  var columns, x, y, shown, layer, tip;

  // Without a prototype: a band may be called as a member of every object is.
  cm.stationFilter = { operator: Object.create(null), band: Object.create(null), status: Object.create(null) };

  function visible(index) {
    return ["operator", "band", "status"].every(function (name) {
      var column = columns[name];
      return cm.stationFilter[name][column.values[column.index[index]]] !== false;
    });
  }

  function refilter() {
    var show = cm.state.stations !== false, count = 0;
    for (var i = 0; i < x.length; i += 1) {
      shown[i] = show && visible(i) ? 1 : 0;
      count += shown[i];
    }
    cm.stationsShown = count;
    layer.redraw();
  }

  function sprite(radius, hollow) {
    var plain = radius < 1.5;
    var ratio = 3, side = Math.ceil(radius * 2 + 4);
    var canvas = cm.h("canvas", { width: side * ratio, height: side * ratio });
    var context = canvas.getContext("2d");
    context.scale(ratio, ratio);
    context.beginPath();
    context.arc(side / 2, side / 2, radius, 0, 2 * Math.PI);
    context.lineWidth = hollow ? (plain ? 0.7 : 1.3) : 1;
    context.fillStyle = hollow ? "#fff" : "#17323a";
    context.strokeStyle = hollow ? "#17323a" : "rgba(255,255,255,.85)";
    context.globalAlpha = radius < 1 ? 0.5 : plain ? 0.75 : 1;
    context.fill();
    if (!plain || hollow) { context.stroke(); }
    return { canvas: canvas, side: side };
  }

  /* Thousands of stations begin as fine dots, so that the coverage under them stays readable. */
  function radiusAt(zoom) {
    var start = x.length > 1500 ? 9.6 : 8;
    return Math.max(x.length > 5000 ? 0.85 : 1, Math.min(5, 1.1 + (zoom - start) * 0.6));
  }

  var StationLayer = cm.CanvasLayer.extend({
    options: { pane: "covermap-station", padding: 0.15 },
    draw: function (context, bounds) {
      var scale = this._map.options.crs.scale(this._map.getZoom()), origin = this._map.getPixelOrigin();
      var radius = radiusAt(this._map.getZoom()), status = columns.status;
      var sprites = status.values.map(function (value) { return sprite(radius, value !== "built"); });
      for (var i = 0; i < x.length; i += 1) {
        if (!shown[i]) { continue; }
        var px = x[i] * scale - origin.x, py = y[i] * scale - origin.y;
        if (px < bounds.min.x || px > bounds.max.x || py < bounds.min.y || py > bounds.max.y) { continue; }
        var stamp = sprites[status.index[i]];
        context.drawImage(stamp.canvas, px - stamp.side / 2, py - stamp.side / 2, stamp.side, stamp.side);
      }
    }
  });

  function nearest(point) {
    var map = cm.map, scale = map.options.crs.scale(map.getZoom()), origin = map.getPixelOrigin();
    var at = map.containerPointToLayerPoint(point), best = -1, least = REACH * REACH;
    for (var i = 0; i < x.length; i += 1) {
      if (!shown[i]) { continue; }
      var dx = x[i] * scale - origin.x - at.x, dy = y[i] * scale - origin.y - at.y;
      var distance = dx * dx + dy * dy;
      if (distance < least) { least = distance; best = i; }
    }
    return best;
  }

  cm.stationAt = nearest;

  cm.station = function (index) {
    function of(name) { return columns[name].values[columns[name].index[index]]; }
    return {
      id: columns.id[index], name: columns.name[index], operator: of("operator"), band: of("band"),
      status: of("status"), county: of("county_adcode"), height: columns.height[index],
      azimuth: columns.azimuth[index], at: [columns.lon[index] / 1e5, columns.lat[index] / 1e5]
    };
  };

  function about(station) {
    return [station.name || station.id, cm.operatorName(station.operator), station.band,
      cm.t("mast", { height: cm.number(station.height) })].join(" \u00b7 ");
  }

  /* A station is told before what lies under it. */
  function hover(event) {
    var index = nearest(event.containerPoint);
    var told = index >= 0 ? about(cm.station(index)) : cm.tipAt ? cm.tipAt(event.latlng) : "";
    cm.map.getContainer().classList.toggle("on-station", index >= 0);
    tip.hidden = !told;
    if (!told) { return; }
    tip.textContent = told;
    tip.style.transform = "translate(" + Math.round(event.containerPoint.x + 12) + "px," +
      Math.round(event.containerPoint.y + 14) + "px)";
  }

  cm.operatorName = function (id) {
    var known = cm.data.operators.find(function (operator) { return operator.id === id; });
    return known ? cm.say(known.short) : id || cm.t("not_stated");
  };

  cm.stationCounts = function (name) {
    var column = cm.data.stations[name], counts = column.values.map(function () { return 0; });
    column.index.forEach(function (value) { counts[value] += 1; });
    return column.values.map(function (value, index) { return { id: value, count: counts[index] }; });
  };

  cm.showStations = function () {
    columns = cm.data.stations;
    x = Float64Array.from(columns.lon, function (v) { return cm.worldX(v / 1e5); });
    y = Float64Array.from(columns.lat, function (v) { return cm.worldY(v / 1e5); });
    shown = new Uint8Array(x.length);
    layer = new StationLayer().addTo(cm.map);
    tip = cm.$("station-tip");
    refilter();
    cm.map.on("mousemove", hover);
    cm.map.on("mouseout", function () { tip.hidden = true; });
    cm.map.on("click", function (event) {
      var index = nearest(event.containerPoint);
      if (index >= 0) { cm.emit("station", { index: index }); }
    });
    cm.on("filter-stations", refilter);
    cm.on("change", function (changes) { if ("stations" in changes) { refilter(); } });
  };
})(covermap);
