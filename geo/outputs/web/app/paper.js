/* Print on A4 or A3: the view on the screen, drawn anew for the sheet. */
(function (cm) {
  var PX_PER_MM = 96 / 25.4;
  var root = document.documentElement;

  /* Give the map its size on paper and show there what the screen shows. */
  function enter() {
    var shown = cm.map.getBounds();
    cm.printing = { center: cm.map.getCenter(), zoom: cm.map.getZoom() };
    root.classList.add("printing");
    cm.map.invalidateSize({ animate: false, pan: false });
    cm.map.fitBounds(shown, { animate: false });
    cm.emit("paper");
  }

  function leave() {
    var before = cm.printing, stage = cm.$("stage");
    if (!before) { return; }
    cm.printing = null;
    root.classList.remove("printing");
    ["zoom", "width", "height"].forEach(function (name) { stage.style.removeProperty(name); });
    cm.map.invalidateSize({ animate: false, pan: false });
    cm.map.setView(before.center, before.zoom, { animate: false });
    cm.emit("paper");
  }

  /* Chromium prints a canvas that was drawn in the same task as a recording whose first step, to
     clear, wipes all below it off the sheet. So the map is drawn first and printed a frame later. */
  function print() {
    enter();
    requestAnimationFrame(function () {
      requestAnimationFrame(function () {
        window.print();
        leave();
      });
    });
  }

  /* Printed from the browser's own menu there is no time to draw: the map is scaled as it is. */
  function asSeen() {
    if (cm.printing) { return; }
    var stage = cm.$("stage"), wide = root.classList.contains("a3");
    var size = stage.getBoundingClientRect();
    var room = cm.paperRoom[wide ? "a3" : "a4"];
    stage.style.width = size.width + "px";
    stage.style.height = size.height + "px";
    stage.style.zoom = Math.min(room[0] * PX_PER_MM / size.width, room[1] * PX_PER_MM / size.height);
    cm.printing = { center: cm.map.getCenter(), zoom: cm.map.getZoom() };
    cm.emit("paper");
  }

  // Width and height of the map on the sheet in mm, as in the style sheets.
  cm.paperRoom = { a4: [192, 156], a3: [311, 236] };

  cm.enablePrint = function () {
    ["a4", "a3"].forEach(function (paper) {
      cm.$("print-" + paper).addEventListener("click", function () {
        cm.$("print-menu").open = false;
        root.classList.toggle("a3", paper === "a3");
        print();
      });
    });
    document.addEventListener("keydown", function (event) {
      if ((event.ctrlKey || event.metaKey) && event.key === "p") {
        event.preventDefault();
        print();
      }
    });
    window.addEventListener("beforeprint", asSeen);
    window.addEventListener("afterprint", leave);
  };
})(covermap);
