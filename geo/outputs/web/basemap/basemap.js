/* The online map Tianditu under a copy of a page: tiles, the choice between them, warning, credit.
   Its tiles are in CGCS2000, which for a map is WGS-84: they lie where the page draws. */
(function (cm) {
  var source = cm.$("basemap-data"), data = JSON.parse(source.textContent);
  // What is drawn, and the names on it.
  var KINDS = { vec: ["vec", "cva"], img: ["img", "cia"], ter: ["ter", "cta"], none: [] };
  var shown = "vec", layers = [], failed = false;
  source.remove();

  function t(key) { return data.strings[cm.lang][key]; }

  function fail() {
    if (failed) { return; } // once for the page, not for each tile
    failed = true;
    write();
  }

  function draw() {
    layers.forEach(function (layer) { layer.remove(); });
    layers = KINDS[shown].map(function (name) {
      return L.tileLayer(data.tiles, {
        pane: "covermap-basemap", name: name, key: data.key, subdomains: data.servers, maxNativeZoom: 18
      }).on("tileerror", fail).addTo(cm.map);
    });
    cm.$("stage").classList.toggle("over-basemap", layers.length > 0);
    credit.hidden = !layers.length;
  }

  var bar = cm.h("aside", { class: "basemap-bar", role: "status" });
  var credit = cm.h("p", { class: "card basemap-credit" });
  var choice = cm.h("div", { class: "segments" });

  function write() {
    cm.replace(bar, [cm.h("span", { text: t("warning") }), failed && cm.h("span", { text: t("offline") })]);
    credit.textContent = t("credit");
    cm.segments(choice, t("basemap"), Object.keys(KINDS).map(function (kind) {
      return { id: kind, name: t(kind) };
    }), shown, function (kind) {
      shown = kind;
      draw();
      write();
    });
  }

  function place() {
    var stage = cm.$("stage"), chips = stage.querySelector(".chips");
    if (!chips) {
      chips = cm.h("div", { class: "chips" });
      stage.appendChild(chips);
    }
    chips.appendChild(choice);
    stage.appendChild(credit);
    cm.$("notice").insertAdjacentElement("afterend", bar);
    cm.map.createPane("covermap-basemap").style.zIndex = 205;
  }

  cm.part(function () {
    place();
    write();
    draw();
    cm.on("language", write);
  });
})(covermap);
