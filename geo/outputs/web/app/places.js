/* Key areas as focusable signs, their extents and gaps when the map is near enough. */
(function (cm) {
  var EXTENT_ZOOM = 10.5;
  var signs = {}, layer = null, near = null, link = null, ring = null, drawnGaps = [];

  cm.placeFilter = { verdict: {}, category: {} };

  cm.placeShown = function (area) {
    if (area.group !== "goal2022" && !cm.state.extended && area.id !== cm.state.selected) { return false; }
    return cm.placeFilter.verdict[cm.standing(area)] !== false &&
      cm.placeFilter.category[area.group + ":" + area.category] !== false && cm.inCounty(area);
  };

  cm.area = function (id) {
    return cm.data.areas.find(function (area) { return area.id === id; });
  };

  function label(area) {
    return cm.say(area.name) + " \u00b7 " + cm.categoryName(area) + " \u00b7 " +
      cm.code("verdict", area.verdict[cm.state.rule]);
  }

  var PlaceLayer = L.Layer.extend({
    options: { pane: "covermap-place" },
    onAdd: function (map) {
      var root = cm.svg("svg", { class: "places", width: 1, height: 1 });
      this._root = root;
      this.getPane().appendChild(root);
      cm.data.areas.forEach(function (area) {
        if (!area.at) { return; }
        var sign = cm.svg("path", { role: "button", tabindex: "0" });
        sign.addEventListener("click", function (event) {
          L.DomEvent.stop(event);
          cm.set({ selected: area.id });
        });
        sign.addEventListener("keydown", function (event) {
          if (event.key !== "Enter" && event.key !== " ") { return; }
          event.preventDefault();
          cm.set({ selected: area.id });
        });
        signs[area.id] = sign;
        root.appendChild(sign);
      });
      map.on("zoomend viewreset", this.place, this);
      map.on("zoomanim", this._animate, this);
      this.dress();
      this.place();
    },
    dress: function () {
      cm.data.areas.forEach(function (area) {
        var sign = signs[area.id];
        if (!sign) { return; }
        var verdict = area.verdict[cm.state.rule], chosen = area.id === cm.state.selected;
        sign.setAttribute("d", cm.SHAPES[verdict]);
        sign.setAttribute("class", "place v-" + verdict + (area.group === "goal2022" ? "" : " minor") +
          (chosen ? " chosen" : ""));
        sign.setAttribute("aria-label", label(area));
        sign.style.display = cm.placeShown(area) ? "" : "none";
      });
    },
    place: function () {
      this._put(function (latlng) { return cm.map.latLngToLayerPoint(latlng); });
    },
    _animate: function (event) {
      this._put(function (latlng) { return cm.map._latLngToNewLayerPoint(latlng, event.zoom, event.center); });
    },
    _put: function (project) {
      cm.data.areas.forEach(function (area) {
        var sign = signs[area.id];
        if (!sign) { return; }
        var at = project(L.latLng(area.at[1], area.at[0]));
        var size = area.group === "goal2022" ? 1 : 0.66;
        sign.style.transform = "translate(" + at.x + "px," + at.y + "px) scale(" + size + ")";
      });
    }
  });

  var FILL = { met: "#0072b2", undecided: "#e69f00", not_met: "#d55e00", no_data: "#8d8d8d" };

  /* Extents are drawn only near, on a canvas: no element of the page per place. */
  function drawNear() {
    var zoom = cm.map.getZoom();
    near.extents.clearLayers();
    near.gaps.clearLayers();
    drawnGaps = [];
    var seen = cm.map.getBounds().pad(0.2);
    if (zoom >= EXTENT_ZOOM) {
      cm.data.areas.forEach(function (area) {
        if (!area.at || !cm.placeShown(area) || !seen.contains([area.at[1], area.at[0]])) { return; }
        L.polygon(cm.unpack(area.rings), {
          renderer: near.canvas, interactive: false, color: FILL[area.verdict[cm.state.rule]], weight: 1.6,
          dashArray: area.extent === "assumed" ? "4 4" : null, fillOpacity: 0.1
        }).addTo(near.extents);
      });
    }
    if (cm.state.gaps === false) { return; }
    cm.data.gaps.forEach(function (gap) {
      if (!gap.rings.length || !cm.inCounty(gap)) { return; }
      var first = gap.rings[0][0], at = [first[1] / 1e5, first[0] / 1e5];
      var area = cm.area(gap.area);
      if (!seen.contains(at) || (area && !cm.placeShown(area))) { return; }
      var polygons = cm.unpack(gap.rings), chosen = gap.id === cm.state.gap;
      var drawn = L.polygon(polygons, {
        renderer: near.gapCanvas, interactive: false, color: "#a63a00", weight: chosen ? 3 : 1.2,
        fillColor: "#d55e00", fillOpacity: 0.38
      }).addTo(near.gaps);
      drawnGaps.push({ gap: gap, polygons: polygons, bounds: drawn.getBounds() });
    });
  }

  cm.gapsDrawn = function () { return drawnGaps; };

  function select() {
    var area = cm.area(cm.state.selected);
    if (link) { link.remove(); link = null; }
    if (ring) { ring.remove(); ring = null; }
    if (!area || !area.at) { return; }
    // The path in question is drawn instead where it comes from the nearest station.
    var from = cm.pathStation(cm.target());
    var same = from && area.nearest && from.id === area.nearest.id;
    if (area.nearest && area.nearest.at && !same) {
      link = L.polyline([[area.at[1], area.at[0]], [area.nearest.at[1], area.nearest.at[0]]], {
        renderer: near.canvas, interactive: false, color: "#17323a", weight: 1.4, dashArray: "2 5"
      }).addTo(cm.map);
    }
    if (area.precision && area.precision * 2 > extentMetres(area)) {
      ring = L.circle([area.at[1], area.at[0]], {
        renderer: near.canvas, interactive: false, radius: area.precision, color: "#7a5200",
        weight: 1, dashArray: "1 5", fill: false
      }).addTo(cm.map);
    }
  }
  function extentMetres(area) { return Math.sqrt((area.km2 || 0) / Math.PI) * 1000; }

  /* Show a place or a gap, with the stations that matter to it. */
  cm.openPlace = function (area) {
    cm.set({ selected: area.id });
    cm.zoomTo(area);
  };
  cm.zoomTo = function (area) {
    if (!area || !area.at) { return; }
    var points = [[area.at[1], area.at[0]]];
    cm.unpack(area.rings).forEach(function (rings) { points = points.concat(rings[0]); });
    if (area.nearest && area.nearest.at && area.nearest.km < 20) {
      points.push([area.nearest.at[1], area.nearest.at[0]]);
    }
    points = points.concat(cm.pathPoints(area));
    cm.fit(L.latLngBounds(points).pad(0.35), true, 13, Boolean(cm.pathStation(area)));
  };

  cm.showPlaces = function () {
    near = {
      canvas: L.canvas({ pane: "covermap-extent", padding: 0.2 }),
      gapCanvas: L.canvas({ pane: "covermap-gap", padding: 0.2 }),
      extents: L.layerGroup().addTo(cm.map),
      gaps: L.layerGroup().addTo(cm.map)
    };
    layer = new PlaceLayer().addTo(cm.map);
    drawNear();
    cm.map.on("moveend", drawNear);
    cm.on("change", function (changes) {
      layer.dress();
      if (!("overlay" in changes || "operator" in changes)) { drawNear(); }
      if ("selected" in changes || "gap" in changes) { select(); }
    });
    cm.on("filter-places", function () { layer.dress(); drawNear(); });
    cm.on("language", function () { layer.dress(); });
  };

  cm.signPoints = function () {
    return cm.data.areas.filter(function (area) {
      return area.at && area.group === "goal2022" && cm.placeShown(area);
    }).map(function (area) { return area.at; }).concat(cm.pinPoints());
  };

  /* Names on the map, the most important first: a name that would cover another is dropped. */
  cm.labels = function (zoom) {
    var rank = { not_met: 0, undecided: 1, met: 2, no_data: 3 }, labels = [];
    var chosen = cm.area(cm.state.selected);
    if (chosen && chosen.at) { labels.push(placeLabel(chosen, true)); }
    labels = labels.concat(cm.pathLabels(), cm.planLabels());
    cm.data.counties.forEach(function (county) {
      labels.push({
        at: county.label, text: cm.say(zoom < 8 ? county.short : county.name),
        look: cm.look(cm.lang === "en" ? 13 : 15, "rgba(62,80,80,.9)", {
          spacing: cm.lang === "en" ? "0.5px" : "2.5px", halo: 4, weight: "400"
        })
      });
    });
    cm.data.areas.filter(function (area) {
      return area.at && area !== chosen && cm.placeShown(area) &&
        (area.group === "goal2022" || zoom >= 9.5);
    }).sort(function (a, b) {
      return (a.group !== "goal2022") - (b.group !== "goal2022") ||
        rank[a.verdict[cm.state.rule]] - rank[b.verdict[cm.state.rule]];
    }).forEach(function (area) { labels.push(placeLabel(area, false)); });
    cm.data.lakes.forEach(function (lake) {
      if (lake.name[0]) {
        labels.push({ at: lake.label, text: cm.say(lake.name), look: cm.look(12, "#2f6f8a", { weight: "italic 400" }) });
      }
    });
    cm.data.neighbours.forEach(function (region) {
      labels.push({
        at: region.label, text: cm.say(region.name),
        look: cm.look(13, "rgba(95,110,108,.85)", { spacing: "1px", weight: "400" })
      });
    });
    return labels;
  };
  function placeLabel(area, always) {
    return {
      at: area.at, text: cm.say(area.name), dx: 11, dy: 0, always: always,
      look: cm.look(always ? 13.5 : 12.5, "#14262b", { align: "left", weight: always ? "700" : "500" })
    };
  }
})(covermap);
