/* The ground: neighbours, lakes, counties and the outline of the prefecture. */
(function (cm) {
  function style(pane, options) {
    return Object.assign({ pane: pane, interactive: false, smoothFactor: 0.8 }, options);
  }

  cm.paneRenderer = function (pane) {
    return L.svg({ pane: pane, padding: 0.4 });
  };

  cm.drawRegions = function () {
    var data = cm.data, ground = cm.paneRenderer("covermap-ground");
    var border = cm.paneRenderer("covermap-border"), water = cm.paneRenderer("covermap-water");
    data.neighbours.forEach(function (region) {
      L.polygon(cm.unpack(region.rings), style("covermap-ground", {
        renderer: ground, color: "#c2ccc8", weight: 0.8, fillColor: "#e4eae7", fillOpacity: 1
      })).addTo(cm.map);
    });
    L.polygon(cm.unpack(data.outline), style("covermap-ground", {
      renderer: ground, stroke: false, fillColor: "#f8f6f0", fillOpacity: 1
    })).addTo(cm.map);
    data.lakes.forEach(function (lake) {
      L.polygon(cm.unpack(lake.rings), style("covermap-water", {
        renderer: water, color: "#7fb0c4", weight: 0.8, fillColor: "#cfe4ec", fillOpacity: 0.55
      })).addTo(cm.map);
    });
    var counties = data.counties.map(function (county) {
      return L.polygon(cm.unpack(county.rings), style("covermap-border", {
        renderer: border, color: "#6d7c79", weight: 1, dashArray: "5 4",
        fillColor: "#f8f9f7", fillOpacity: 0
      })).addTo(cm.map);
    });
    L.polygon(cm.unpack(data.outline), style("covermap-border", {
      renderer: border, color: "#1f3a40", weight: 2, fill: false
    })).addTo(cm.map);

    cm.on("change", function (changes) {
      if (!("county" in changes)) { return; }
      data.counties.forEach(function (county, index) {
        var aside = cm.state.county && cm.state.county !== county.adcode;
        counties[index].setStyle({ fillOpacity: aside ? 0.66 : 0 });
      });
      cm.fitRegion(true);
    });
  };

  cm.county = function (adcode) {
    return cm.data.counties.find(function (county) { return county.adcode === adcode; });
  };
  cm.countyName = function (adcode) {
    var county = cm.county(adcode);
    return county ? cm.say(county.name) : cm.t("county_unknown");
  };

  cm.fitRegion = function (animate) {
    var county = cm.county(cm.state.county);
    cm.fit(county ? county.bounds : cm.data.bounds, animate);
  };
  /* What the drawer covers of the map, when it lies over it. [right, bottom] */
  function covered() {
    var drawer = cm.$("drawer").getBoundingClientRect(), map = cm.map.getContainer().getBoundingClientRect();
    if (cm.printing || !drawer.height || drawer.left >= map.right) { return [24, 44]; }
    return drawer.left <= map.left ? [24, Math.max(44, map.bottom - drawer.top + 16)]
      : [map.right - drawer.left + 24, 44];
  }

  /* What the open legend covers at the left, where the map is wide enough to do without. */
  function besideLegend() {
    var legend = cm.$("legend"), map = cm.map.getContainer().getBoundingClientRect();
    var right = legend.getBoundingClientRect().right - map.left;
    return legend.open && !cm.printing && right < map.width / 2 ? right + 12 : 24;
  }
  function fitNow(bounds, animate, maxZoom, clear) {
    var calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    cm.map.fitBounds(bounds, {
      paddingTopLeft: [clear ? besideLegend() : 24, cm.printing ? 20 : 60],
      paddingBottomRight: covered(),
      animate: Boolean(animate) && !calm, maxZoom: maxZoom || 14
    });
  }

  /* Leaflet drops what it is asked for while it is still zooming: the last wish waits for the end. */
  var zooming = false, waiting = null, watched = false;
  function watch() {
    watched = true;
    cm.map.on("zoomanim", function () { zooming = true; });
    cm.map.on("zoomend", function () {
      var wish = waiting;
      zooming = false;
      waiting = null;
      if (wish) { fitNow.apply(null, wish); }
    });
  }
  cm.fit = function () {
    if (!watched) { watch(); }
    if (zooming) { waiting = arguments; } else { fitNow.apply(null, arguments); }
  };
})(covermap);
