/* The map of the province: this run's side, what lies over both runs, the legend and the choice. */
(function (cm) {
  var canvas, side;

  cm.areasOf = function (adcode, category, areas) {
    return (areas || cm.data.areas).filter(function (area) {
      return area.group === "goal2022" && (!adcode || area.prefecture === adcode) &&
        (!category || area.category === category);
    });
  };
  cm.prefecture = function (adcode) {
    return cm.data.prefectures.find(function (p) { return p.adcode === adcode; });
  };

  /* The address of a place: the page of its prefecture with the place open; null without a page. */
  cm.placeHref = function (area) {
    var region = cm.prefecture(area.prefecture);
    return region && region.figures
      ? region.figures.page + "#///level/any/" + cm.state.rule + "//" + encodeURIComponent(area.id) : null;
  };
  /* What the search found is shown on the page of its prefecture. */
  cm.openPlace = function (area) {
    var href = cm.placeHref(area);
    if (href) { window.location.href = href; }
    else if (area.at) { cm.map.setView([area.at[1], area.at[0]], 9); }
  };

  function hatch(svg) {
    svg.appendChild(cm.svg("defs", null,
      cm.svg("pattern", { id: "hatch", width: 7, height: 7, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
        cm.svg("rect", { width: 7, height: 7, fill: "#f3f5f4" }),
        cm.svg("rect", { width: 2, height: 7, fill: "#c4cdcf" }))));
  }

  function enter(region) {
    var element = side.element(region.adcode);
    if (!region.figures) { return; }
    function open() { window.location.href = region.figures.page; }
    element.setAttribute("tabindex", "0");
    element.setAttribute("role", "link");
    element.classList.add("region");
    element.addEventListener("click", open);
    element.addEventListener("keydown", function (event) {
      if (event.key === "Enter") { open(); }
    });
    ["mouseenter", "focus"].forEach(function (name) {
      element.addEventListener(name, function () { cm.emit("point", { adcode: region.adcode }); });
    });
    ["mouseleave", "blur"].forEach(function (name) {
      element.addEventListener(name, function () { cm.emit("point", { adcode: "" }); });
    });
  }

  function tell(region) {
    if (!region.figures) { return; }
    var tally = cm.tally(cm.areasOf(region.adcode));
    side.element(region.adcode).setAttribute("aria-label",
      cm.say(region.name) + " \u00b7 " + cm.rate(tally) + " \u00b7 " + cm.tallyText(tally));
  }

  function link(area) {
    function open(event) { L.DomEvent.stop(event); cm.openPlace(area); }
    return {
      role: "link", tabindex: "0", "aria-label": cm.say(area.name), onclick: open,
      onkeydown: function (event) { if (event.key === "Enter") { open(event); } }
    };
  }

  cm.signPoints = function () { return cm.failing(cm.data.areas).map(function (area) { return area.at; }); };

  /* Shares as one ramp, with the bounds between the steps. */
  function ramp() {
    var steps = cm.STEPS.slice().reverse();
    return cm.h.apply(null, ["ol", { class: "ramp shares" }].concat(steps.map(function (step, index) {
      var patch = cm.h("i");
      patch.style.backgroundColor = step[1];
      return cm.h("li", null, patch, cm.h("span", { text: String(100 * step[0]) }),
        index === steps.length - 1 && cm.h("span", { class: "most", text: "100" }));
    })));
  }

  function classRows() {
    var colours = cm.data.coverage.colours, dbm = { dbm: cm.number(cm.data.threshold.dbm) };
    var unknown = cm.data.coverage.no_data || (cm.data.earlier && cm.data.earlier.no_data);
    return [
      cm.swatch(colours[2], cm.t("legend_class_90", dbm)), cm.swatch(colours[1], cm.t("legend_class_50", dbm)),
      cm.swatch(colours[0], cm.t("legend_class_below", dbm)), cm.swatch(null, cm.t("legend_out_of_range"), "paper"),
      unknown && cm.swatch(null, cm.t("legend_no_data"), "no-data"), cm.swatch(null, cm.t("legend_not_computed"), "hatch")
    ];
  }

  function legend() {
    var drawn = cm.state.overlay === "class";
    cm.$("legend-title").textContent = drawn
      ? cm.t("legend_title_class") + " \u00b7 " + cm.t("any_operator") : cm.t("legend_province") + " / %";
    cm.replace(cm.$("legend-ramp"), drawn ? [] : [ramp()]);
    cm.replace(cm.$("legend-coverage"), (drawn ? classRows() : [cm.swatch(null, cm.t("legend_unjudged"), "hatch")]).concat(
      cm.h("li", null, cm.sign("not_met"), cm.h("span", { text: cm.t("legend_failing") })),
      cm.state.stations && cm.h("li", null, cm.h("i", { class: "dot built" }), cm.h("span", { text: cm.t("stations_5g") }))));
    cm.$("legend-pixel").textContent = drawn ? cm.t("overview_pixel", { metres: cm.number(cm.data.coverage.pixel_m) }) : "";
  }

  function choices() {
    cm.segments(cm.$("overlay-kind"), cm.t("overlay"), [
      { id: "share", name: cm.t("overlay_share") },
      {
        id: "class", name: cm.t("overlay_class"), disabled: !cm.data.coverage.uri,
        title: cm.data.coverage.uri ? null : cm.t("not_computed_here")
      }
    ], cm.state.overlay, function (kind) { cm.set({ overlay: kind }); });
  }

  /* What the open legend covers on the left, where the map is wide enough to do without. */
  function besideLegend() {
    var box = cm.$("legend").getBoundingClientRect(), size = cm.map.getSize();
    return !cm.printing && size.x > 2.2 * size.y ? box.width : 0;
  }

  cm.fitRegion = function (animate) {
    var chosen = cm.data.prefectures.filter(function (p) { return p.figures; });
    var bounds = L.latLngBounds(cm.data.bounds), few = chosen.length && chosen.length < 3;
    // A run of one or two prefectures shows them, with a strip of their surroundings.
    if (few) {
      bounds = L.latLngBounds([]);
      chosen.forEach(function (region) { bounds.extend(L.latLngBounds(cm.unpack(region.rings).flat(2))); });
    }
    cm.map.fitBounds(bounds, {
      paddingTopLeft: [14 + besideLegend(), 48], paddingBottomRight: [14, few ? 48 : 14], animate: Boolean(animate)
    });
  };

  function background() {
    var water = cm.paneRenderer("covermap-water");
    canvas = L.canvas({ pane: "covermap-border", padding: 0.3 });
    cm.data.counties.forEach(function (county) {
      L.polygon(cm.unpack(county.rings), {
        pane: "covermap-border", renderer: canvas, interactive: false, color: "#4d6468", weight: 0.5, opacity: 0.55,
        dashArray: "3 3", fill: false
      }).addTo(cm.map);
    });
    cm.data.lakes.forEach(function (lake) {
      L.polygon(cm.unpack(lake.rings), {
        pane: "covermap-water", renderer: water, interactive: false, color: "#6fa6bd", weight: 0.7,
        fillColor: "#cfe4ec", fillOpacity: 0.9
      }).addTo(cm.map);
    });
  }

  cm.drawProvince = function () {
    cm.map.getPane("covermap-ground").classList.add("answers");
    side = cm.drawSide({
      areas: cm.data.areas, uri: cm.data.coverage.uri, attributes: link,
      scope: cm.data.prefectures.filter(function (p) { return p.figures; }).map(function (p) { return p.adcode; }),
      panes: { ground: "covermap-ground", coverage: "covermap-coverage", label: "covermap-label", place: "covermap-place" }
    });
    hatch(side.renderer._container);
    background();
    cm.data.prefectures.forEach(enter);
    function all() {
      side.redraw();
      cm.data.prefectures.forEach(tell);
      legend();
      choices();
    }
    all();
    cm.on("change", function (changes) {
      // Dots would hide what a picture shows, and of an earlier run none are known.
      var dots = cm.state.overlay === "share" && cm.state.compare === null;
      if (dots !== cm.state.stations) { cm.set({ stations: dots }); }
      // Moving the line between two runs changes nothing that is drawn.
      else if (Object.keys(changes).join() !== "compare") { all(); }
    });
    cm.on("language", all);
    cm.on("paper", all);
    cm.on("point", function (at) { side.point(at.adcode); });
  };
})(covermap);
