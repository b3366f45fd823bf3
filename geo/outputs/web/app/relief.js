/* The relief of the ground under coverage and borders, where the run had a DEM. */
(function (cm) {
  var image = null;

  function draw() {
    if (image) { image.remove(); image = null; }
    if (cm.state.relief === false) { return; }
    image = L.imageOverlay(cm.data.relief.uri, cm.data.relief.bounds, {
      pane: "covermap-relief", className: "relief", alt: ""
    }).addTo(cm.map);
  }

  cm.reliefToggle = function () {
    return cm.data.relief && cm.checkbox(cm.t("layer_relief"), cm.state.relief !== false, function (on) {
      cm.set({ relief: on });
    });
  };

  /* Where a page has no menu of layers, the legend switches. */
  function legend(line) {
    var relief = cm.data.relief, on = cm.state.relief !== false;
    var said = cm.t("relief_source", { source: relief.source, times: relief.exaggeration });
    cm.replace(line, [
      cm.$("filters") ? on && cm.h("b", { text: cm.t("layer_relief") }) : cm.reliefToggle(),
      on && cm.h("span", { text: said }),
      on && relief.voids && cm.h("span", { text: cm.t("relief_voids") })
    ]);
    line.hidden = !line.childNodes.length;
  }

  cm.showRelief = function () {
    if (!cm.data.relief) { return; }
    var line = cm.h("p", { class: "note relief-note" });
    cm.$("legend").appendChild(line);
    function show() { draw(); legend(line); }
    show();
    cm.on("change", function (changes) { if ("relief" in changes) { show(); } });
    cm.on("language", function () { legend(line); });
  };
})(covermap);
