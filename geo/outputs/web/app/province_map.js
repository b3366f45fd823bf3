/* The map of the province: prefectures shaded by the share that is surely met. */
(function (cm) {
  // Cividis-like steps of blue; every prefecture also carries its figures as text.
  var STEPS = [[0.8, "#08519c"], [0.6, "#3182bd"], [0.4, "#6baed6"], [0.2, "#a9cfe5"], [0, "#dfebf5"]];
  var shapes = {}, canvas;

  cm.areasOf = function (adcode, category) {
    return cm.data.areas.filter(function (area) {
      return area.group === "goal2022" && (!adcode || area.prefecture === adcode) &&
        (!category || area.category === category);
    });
  };
  cm.prefecture = function (adcode) {
    return cm.data.prefectures.find(function (p) { return p.adcode === adcode; });
  };

  cm.shade = function (tally) {
    if (!tally.judged) { return null; }
    var share = tally.met / tally.counted;
    return STEPS.find(function (step) { return share >= step[0]; })[1];
  };

  function dress(region) {
    var shape = shapes[region.adcode], tally = cm.tally(cm.areasOf(region.adcode));
    var colour = region.figures && cm.shade(tally);
    shape.setStyle({ fillColor: colour || "url(#hatch)", fillOpacity: colour ? 0.92 : 1 });
    var element = shape.getElement();
    if (!region.figures) { return; }
    element.setAttribute("aria-label", cm.say(region.name) + " \u00b7 " + cm.rate(tally) + " \u00b7 " + cm.tallyText(tally));
  }

  function open(region, place) {
    window.location.href = region.figures.page +
      (place ? "#///level/any/" + cm.state.rule + "//" + encodeURIComponent(place) : "");
  }

  function hatch(svg) {
    svg.appendChild(cm.svg("defs", null,
      cm.svg("pattern", { id: "hatch", width: 7, height: 7, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
        cm.svg("rect", { width: 7, height: 7, fill: "#f3f5f4" }),
        cm.svg("rect", { width: 2, height: 7, fill: "#c4cdcf" }))));
  }

  function enter(region) {
    var element = shapes[region.adcode].getElement();
    if (!region.figures) { return; }
    element.setAttribute("tabindex", "0");
    element.setAttribute("role", "link");
    element.classList.add("region");
    element.addEventListener("click", function () { open(region); });
    element.addEventListener("keydown", function (event) {
      if (event.key === "Enter") { open(region); }
    });
    ["mouseenter", "focus"].forEach(function (name) {
      element.addEventListener(name, function () { cm.emit("point", { adcode: region.adcode }); });
    });
    ["mouseleave", "blur"].forEach(function (name) {
      element.addEventListener(name, function () { cm.emit("point", { adcode: "" }); });
    });
  }

  function failing() {
    var root = cm.svg("svg", { class: "places", width: 1, height: 1 });
    cm.map.getPane("covermap-place").appendChild(root);
    function place() {
      cm.replace(root, cm.data.areas.filter(function (area) {
        return area.at && area.group === "goal2022" && area.verdict[cm.state.rule] === "not_met";
      }).map(function (area) {
        var at = cm.map.latLngToLayerPoint([area.at[1], area.at[0]]), region = cm.prefecture(area.prefecture);
        var sign = cm.svg("path", {
          class: "place v-not_met", d: cm.SHAPES.not_met, role: "link", tabindex: "0", "aria-label": cm.say(area.name),
          onclick: function (event) { L.DomEvent.stop(event); if (region) { open(region, area.id); } },
          onkeydown: function (event) { if (event.key === "Enter" && region) { open(region, area.id); } }
        }, cm.svg("title", { text: cm.say(area.name) }));
        sign.style.transform = "translate(" + at.x + "px," + at.y + "px) scale(.72)";
        return sign;
      }));
    }
    place();
    cm.map.on("zoomend viewreset", place);
    cm.on("change", place);
    cm.on("language", place);
  }

  cm.labels = function () {
    var labels = cm.data.prefectures.map(function (region) {
      var tally = cm.tally(cm.areasOf(region.adcode));
      var dark = region.figures && tally.judged && tally.met / tally.counted >= 0.6;
      var rate = region.figures ? cm.rate(tally) : cm.t("not_computed");
      return {
        at: region.label, dy: -9, always: true, text: cm.say(region.short),
        tries: [[0, 0], [0, -38], [0, 38], [52, -24], [-52, -24], [52, 24], [-52, 24]],
        look: cm.look(15, "#14262b", { weight: "600" }),
        second: { text: rate, look: cm.look(13, dark ? "#0a2c4a" : "#33454b", { weight: "500" }) }
      };
    });
    cm.data.lakes.forEach(function (lake) {
      labels.push({ at: lake.label, text: cm.say(lake.name), look: cm.look(11, "#2f6f8a", { weight: "italic 400" }) });
    });
    return labels;
  };
  cm.signPoints = function () { return []; };

  function legend() {
    var rows = STEPS.map(function (step, index) {
      var patch = cm.h("i", { class: "swatch" });
      patch.style.background = step[1];
      return cm.h("li", null, patch, cm.h("span", {
        text: 100 * step[0] + "\u2013" + (index ? 100 * STEPS[index - 1][0] : 100) + " %"
      }));
    });
    rows.push(cm.h("li", null, cm.h("i", { class: "swatch hatch" }), cm.h("span", { text: cm.t("legend_unjudged") })));
    rows.push(cm.h("li", null, cm.sign("not_met"), cm.h("span", { text: cm.t("legend_failing") })));
    rows.push(cm.h("li", null, cm.h("i", { class: "dot built" }), cm.h("span", { text: cm.t("stations_5g") })));
    cm.$("legend-title").textContent = cm.t("legend_province");
    cm.replace(cm.$("legend-coverage"), rows);
  }

  cm.fitRegion = function (animate) {
    var chosen = cm.data.prefectures.filter(function (p) { return p.figures; });
    var bounds = cm.data.bounds;
    // A run of one prefecture shows that prefecture, with its surroundings.
    if (chosen.length && chosen.length < 3) {
      bounds = L.latLngBounds([]);
      chosen.forEach(function (region) { bounds.extend(L.latLngBounds(cm.unpack(region.rings).flat(2))); });
      bounds = bounds.pad(0.35);
    }
    cm.map.fitBounds(bounds, { padding: [14, 14], animate: Boolean(animate) });
  };

  cm.drawProvince = function () {
    var ground = cm.paneRenderer("covermap-ground");
    var water = cm.paneRenderer("covermap-water");
    canvas = L.canvas({ pane: "covermap-border", padding: 0.3 });
    cm.map.getPane("covermap-ground").classList.add("answers");
    cm.data.prefectures.forEach(function (region) {
      shapes[region.adcode] = L.polygon(cm.unpack(region.rings), {
        pane: "covermap-ground", renderer: ground, color: "#2b464c", weight: 1.4, interactive: false
      }).addTo(cm.map);
    });
    hatch(ground._container);
    cm.data.counties.forEach(function (rings) {
      L.polygon(cm.unpack(rings), {
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
    cm.data.prefectures.forEach(enter);
    function all() { cm.data.prefectures.forEach(dress); legend(); }
    all();
    failing();
    cm.on("change", all);
    cm.on("language", all);
    cm.on("point", function (at) {
      cm.data.prefectures.forEach(function (region) {
        shapes[region.adcode].setStyle({ weight: region.adcode === at.adcode ? 3.2 : 1.4 });
      });
    });
  };
})(covermap);
