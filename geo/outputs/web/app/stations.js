/* Stations on a canvas from typed arrays: a hundred thousand of them stay smooth to drag. */
(function (cm) {
  var REACH = 9; // pixels around the pointer in which a station is found
  var READ = {
    id: "texts", name: "texts", lon: "numbers", lat: "numbers", height: "numbers", azimuth: "numbers",
    operator: "choices", band: "choices", status: "choices", county_adcode: "choices"
  };
  var columns, x, y, shown, layer, tip;

  // Without a prototype: a band may be called as a member of every object is.
  cm.stationFilter = { operator: Object.create(null), band: Object.create(null), status: Object.create(null) };

  /* The columns, read when first asked for; what was packed is dropped: it is as large again. */
  function read() {
    if (!columns) {
      columns = {};
      Object.keys(READ).forEach(function (name) { columns[name] = cm[READ[name]](cm.data.stations[name]); });
      cm.data.stations = columns;
    }
    return columns;
  }

  function refilter() {
    var proposed = columns.status.values.indexOf("proposed"), count = 0;
    var filters = Object.keys(cm.stationFilter).map(function (name) {
      return { index: columns[name].index, passes: columns[name].values.map(function (value) {
        return cm.stationFilter[name][value] !== false;
      }) };
    });
    function visible(index) {
      return filters.every(function (filter) { return filter.passes[filter.index.at(index)]; });
    }
    for (var i = 0; i < x.length; i += 1) {
      var layerOf = columns.status.index.at(i) === proposed ? "proposals" : "stations";
      shown[i] = cm.state[layerOf] !== false && visible(i) ? 1 : 0;
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
      var sprites = status.values.map(function (value) {
        return value === "proposed" ? null : sprite(radius, value !== "built");
      });
      function stamp(what, px, py) {
        context.drawImage(what.canvas, px - what.side / 2, py - what.side / 2, what.side, what.side);
      }
      var above = [], proposal = cm.proposalSprite(radius);
      for (var i = 0; i < x.length; i += 1) {
        if (!shown[i]) { continue; }
        var px = x[i] * scale - origin.x, py = y[i] * scale - origin.y;
        if (px < bounds.min.x || px > bounds.max.x || py < bounds.min.y || py > bounds.max.y) { continue; }
        var one = sprites[status.index.at(i)];
        if (one) { stamp(one, px, py); } else { above.push([px, py]); }
      }
      above.forEach(function (at) { stamp(proposal, at[0], at[1]); });
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
    function of(name) { return read()[name].at(index); }
    return {
      id: of("id"), name: of("name"), operator: of("operator"), band: of("band"), status: of("status"),
      county: of("county_adcode"), height: of("height") === null ? null : of("height") / 10,
      azimuth: of("azimuth"), at: [of("lon") / 1e5, of("lat") / 1e5]
    };
  };

  cm.stationTotal = function () { return read().lon.length; };

  /* Index of the station of an id, -1 = none. */
  cm.findStation = function (id) {
    return id ? read().id.find(function (listed) { return listed === id; }) : -1;
  };

  /* The first few stations whose ids begin with what is typed, the one of that very id first. */
  cm.stationsFrom = function (typed, most) {
    var start = new RegExp("^" + typed.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"), "i");
    var same = -1, found = [];
    read().id.find(function (listed, index) {
      if (start.test(listed)) {
        if (listed.length === typed.length) { same = index; } else if (found.length < most) { found.push(index); }
      }
      return same >= 0 && found.length === most;
    });
    return (same >= 0 ? [same] : []).concat(found).slice(0, most);
  };

  /* Choose a station from elsewhere than the map. */
  cm.showStation = function (station) {
    cm.set({ station: station.id, line: "" });
    cm.fit(L.latLngBounds([[station.at[1], station.at[0]]]), true, 13);
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

  /* Indices of the stations of a status. */
  cm.stationsOf = function (status) {
    var column = read().status, wanted = column.values.indexOf(status), found = [];
    for (var i = 0; wanted >= 0 && i < column.length; i += 1) {
      if (column.index.at(i) === wanted) { found.push(i); }
    }
    return found;
  };

  cm.stationCounts = function (name) {
    var column = read()[name], counts = column.values.map(function () { return 0; });
    for (var i = 0; i < column.length; i += 1) { counts[column.index.at(i)] += 1; }
    return column.values.map(function (value, index) { return { id: value, count: counts[index] }; });
  };

  cm.showStations = function () {
    read();
    x = new Float64Array(columns.lon.length);
    y = new Float64Array(x.length);
    for (var i = 0; i < x.length; i += 1) {
      x[i] = cm.worldX(columns.lon.at(i) / 1e5);
      y[i] = cm.worldY(columns.lat.at(i) / 1e5);
    }
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
    cm.on("change", function (changes) { if ("stations" in changes || "proposals" in changes) { refilter(); } });
  };
})(covermap);
