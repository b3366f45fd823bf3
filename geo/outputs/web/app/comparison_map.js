/* Gained and lost coverage as a picture, places whose verdict changed as signs, and the legend. */
(function (cm) {
  var CELLS = ["gained", "lost", "kept", "never"];
  var image = null, root = null;

  function drawCells() {
    if (image) { image.remove(); image = null; }
    if (cm.state.cells === false || !cm.data.overlay.uri) { return; }
    image = L.imageOverlay(cm.data.overlay.uri, cm.data.overlay.bounds, {
      pane: "covermap-coverage", className: "coverage", alt: ""
    }).on("load", sharpen).addTo(cm.map);
  }

  /* Magnified, cells keep their edges. */
  function sharpen() {
    if (!image || !image.getElement().naturalWidth) { return; }
    var shown = image.getElement().getBoundingClientRect().width;
    image.getElement().classList.toggle("magnified", shown > image.getElement().naturalWidth * 1.4);
  }

  function choose(place) { return function () { cm.set({ selected: place.id }); }; }

  function sign(place) {
    var found = cm.changeOf(place), at = cm.map.latLngToLayerPoint([place.at[1], place.at[0]]);
    var drawn = cm.svg("path", {
      d: cm.CHANGE_SHAPES[found.change], role: "button", tabindex: "0", "data-place": place.id,
      class: "place c-" + found.change + (place.id === cm.state.selected ? " chosen" : ""),
      "aria-label": [cm.say(place.name), cm.changeName(found.change), cm.beforeNow(found)].join(" \u00b7 "),
      onclick: function (event) { L.DomEvent.stop(event); choose(place)(); },
      onkeydown: function (event) {
        if (event.key !== "Enter" && event.key !== " ") { return; }
        event.preventDefault();
        choose(place)();
      }
    });
    drawn.style.transform = "translate(" + at.x + "px," + at.y + "px) scale(" + (place.group === "goal2022" ? 1 : 0.7) + ")";
    return drawn;
  }

  function shown() { return cm.changedPlaces().filter(function (place) { return place.at; }); }
  function drawSigns() {
    cm.replace(root, shown().map(sign));
  }

  function legend() {
    var colours = cm.data.overlay.colours, rows = [];
    cm.$("legend-title").textContent = cm.t("legend_changes");
    if (!cm.data.overlay.uri) { rows.push(cm.h("li", { class: "said", text: cm.t("not_computed_here") })); }
    CELLS.forEach(function (name) {
      rows.push(cm.swatch(colours[name], cm.t("cells_" + name), name === "lost" ? "dotted" : null));
    });
    rows.push(cm.swatch(null, cm.t("cells_unknown"), "no-data"));
    rows.push(cm.swatch(null, cm.t("legend_not_computed"), "hatch"));
    cm.replace(cm.$("legend-coverage"), rows);
    cm.replace(cm.$("legend-places"), cm.CHANGES.map(function (change) {
      return cm.h("li", null, cm.changeSign(change), cm.h("span", { text: cm.changeName(change) }));
    }));
    cm.$("stage").classList.toggle("not-computed", !cm.data.overlay.uri);
  }

  function filters() {
    var boxes = cm.CHANGES.map(function (change) {
      return cm.checkbox(cm.changeName(change), cm.changeFilter[change] !== false, function (on) {
        cm.changeFilter[change] = on;
        cm.emit("change", { filter: true });
      }, cm.changeSign(change));
    });
    function toggle(key, name, initially) {
      return cm.checkbox(name, key in cm.state ? cm.state[key] !== false : initially, function (on) {
        var change = {};
        change[key] = on;
        cm.set(change);
      });
    }
    cm.replace(cm.$("filters"), [
      cm.h("fieldset", null, cm.h("legend", { text: cm.t("layers") }), toggle("cells", cm.t("legend_changes"), true),
        toggle("extended", cm.t("layer_extended"), false), toggle("graticule", cm.t("layer_graticule"), true),
        cm.reliefToggle()),
      cm.h.apply(null, ["fieldset", null, cm.h("legend", { text: cm.t("verdict") })].concat(boxes))
    ]);
  }

  cm.zoomToPlace = function (place) {
    if (place && place.at) { cm.fit(L.latLngBounds([[place.at[1], place.at[0]]]).pad(0.1), true, 11); }
  };

  cm.signPoints = function () { return shown().map(function (place) { return place.at; }); };

  /* Names, the most important first: what was lost, what was gained, counties, the rest. */
  cm.labels = function (zoom) {
    var rank = { lost: 0, gained: 1, other: 2, gone: 3, "new": 3 };
    var labels = shown().sort(function (a, b) {
      return (b.id === cm.state.selected) - (a.id === cm.state.selected) ||
        rank[cm.changeOf(a).change] - rank[cm.changeOf(b).change];
    }).map(function (place) {
      return {
        at: place.at, text: cm.say(place.name), dx: 11, always: place.id === cm.state.selected,
        look: cm.look(12.5, "#14262b", { align: "left", weight: place.id === cm.state.selected ? "700" : "500" })
      };
    });
    function add(list, name, size, colour, more) {
      list.forEach(function (region) {
        if (cm.say(name(region))) {
          labels.push({ at: region.label, text: cm.say(name(region)), look: cm.look(size, colour, more) });
        }
      });
    }
    add(cm.data.counties, function (c) { return zoom < 8 ? c.short : c.name; }, 14, "rgba(62,80,80,.9)", { weight: "400" });
    add(cm.data.lakes, function (lake) { return lake.name; }, 12, "#2f6f8a", { weight: "italic 400" });
    add(cm.data.neighbours, function (region) { return region.name; }, 13, "rgba(95,110,108,.85)", { weight: "400" });
    return labels;
  };

  cm.showChanges = function () {
    root = cm.svg("svg", { class: "places", width: 1, height: 1 });
    cm.map.getPane("covermap-place").appendChild(root);
    function all() { drawSigns(); legend(); filters(); }
    drawCells();
    all();
    cm.map.on("zoomend viewreset", drawSigns);
    cm.map.on("zoomend", sharpen);
    cm.on("change", function (changes) {
      if ("cells" in changes) { drawCells(); }
      drawSigns();
    });
    cm.on("language", all);
  };
})(covermap);
