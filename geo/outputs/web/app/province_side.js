/* One run on the map of the province: prefectures by the share surely met or the coverage, what
   fails, and names. The page draws one side for its own run and one for an earlier run. */
(function (cm) {
  // Steps of blue from ColorBrewer; every prefecture also carries its figures as text.
  cm.STEPS = [[0.8, "#08519c"], [0.6, "#3182bd"], [0.4, "#6baed6"], [0.2, "#a9cfe5"], [0, "#dfebf5"]];
  var PAPER = "#f8f6f0", DARK = 0.6; // share from which a name lies on dark blue

  cm.shade = function (tally) {
    if (!tally.judged) { return null; }
    var share = tally.met / tally.counted;
    return cm.STEPS.find(function (step) { return share >= step[0]; })[1];
  };

  function tallyOf(run, region) { return cm.tally(cm.areasOf(region.adcode, "", run.areas)); }
  function computed(run, region) { return run.scope.indexOf(region.adcode) >= 0; }
  function pictured(run) { return cm.state.overlay === "class" && Boolean(run.uri); }

  cm.failing = function (areas) {
    return areas.filter(function (area) {
      return area.at && area.group === "goal2022" && cm.standing(area) === "not_met";
    });
  };

  /* Signs of the places that surely fail; `dress` makes each what it is on its side. */
  function signs(run) {
    var root = cm.svg("svg", { class: "places", width: 1, height: 1 });
    cm.map.getPane(run.panes.place).appendChild(root);
    function place() {
      cm.replace(root, cm.failing(run.areas).map(function (area) {
        var at = cm.map.latLngToLayerPoint([area.at[1], area.at[0]]);
        var sign = cm.svg("path", Object.assign({ class: "place v-not_met", d: cm.SHAPES.not_met }, run.attributes(area)),
          cm.svg("title", { text: cm.say(area.name) }));
        sign.style.transform = "translate(" + at.x + "px," + at.y + "px) scale(.72)";
        return sign;
      }));
    }
    cm.map.on("zoomend viewreset", place);
    return { redraw: place, remove: function () { cm.map.off("zoomend viewreset", place); root.remove(); } };
  }

  /* Names with rates; round a small prefecture they move aside, and a line leads back. */
  function names(run) {
    var small = cm.map.getSize().x < 560;
    var labels = cm.data.prefectures.map(function (region) {
      var tally = tallyOf(run, region), known = computed(run, region);
      var dark = known && !pictured(run) && tally.judged && tally.met / tally.counted >= DARK;
      return {
        at: region.label, dy: -9, always: true, text: cm.say(region.short), tries: TRIES, leader: true,
        look: cm.look(small ? 12.5 : 15, "#14262b", { weight: "600" }),
        second: {
          text: known ? cm.rate(tally) : cm.t("not_computed"),
          look: cm.look(small ? 11 : 13, dark ? "#0a2c4a" : "#33454b", { weight: "500" })
        }
      };
    });
    return labels.concat(cm.data.lakes.map(function (lake) {
      return { at: lake.label, text: cm.say(lake.name), look: cm.look(11, "#2f6f8a", { weight: "italic 400" }) };
    }));
  }
  // Where a name may go, nearest first. [pixel]
  var TRIES = [[0, 0]];
  [26, 40, 56, 74, 94].forEach(function (far) {
    [0, 180, 45, 315, 90, 270, 135, 225].forEach(function (turn) {
      var angle = turn * Math.PI / 180;
      TRIES.push([Math.round(1.3 * far * Math.cos(angle)), Math.round(far * Math.sin(angle))]);
    });
  });

  /* run: {areas, scope, uri, panes: {ground, coverage, label, place}, attributes(area) of a sign}. */
  cm.drawSide = function (run) {
    var ground = cm.paneRenderer(run.panes.ground), shapes = {}, image = null;
    cm.data.prefectures.forEach(function (region) {
      shapes[region.adcode] = L.polygon(cm.unpack(region.rings), {
        pane: run.panes.ground, renderer: ground, color: "#2b464c", weight: 1.4, interactive: false
      }).addTo(cm.map);
    });
    var failing = signs(run);
    var written = new cm.LabelLayer({ pane: run.panes.label, labels: function () { return names(run); } }).addTo(cm.map);

    function picture() {
      if (pictured(run) === Boolean(image)) { return; }
      if (image) { image.remove(); image = null; return; }
      image = L.imageOverlay(run.uri, cm.data.coverage.bounds, {
        pane: run.panes.coverage, className: "coverage", alt: ""
      }).addTo(cm.map);
    }
    function dress(region) {
      var colour = computed(run, region) && (pictured(run) ? PAPER : cm.shade(tallyOf(run, region)));
      shapes[region.adcode].setStyle({ fillColor: colour || "url(#hatch)", fillOpacity: colour ? 0.92 : 1 });
    }
    function redraw() {
      cm.data.prefectures.forEach(dress);
      picture();
      failing.redraw();
      written.redraw();
    }
    redraw();
    return {
      redraw: redraw,
      element: function (adcode) { return shapes[adcode].getElement(); },
      renderer: ground,
      point: function (adcode) {
        cm.data.prefectures.forEach(function (region) {
          shapes[region.adcode].setStyle({ weight: region.adcode === adcode ? 3.2 : 1.4 });
        });
      },
      remove: function () {
        failing.remove();
        [written, image, ground].concat(Object.values(shapes)).forEach(function (layer) { if (layer) { layer.remove(); } });
      }
    };
  };
})(covermap);
