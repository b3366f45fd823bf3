/* The earlier run beside this one: left of a line that can be dragged the earlier, right this one. */
(function (cm) {
  // Panes of this run, and where those of the earlier run lie among them.
  var PANES = { ground: 211, coverage: 251, label: 451, place: 601 };
  var STEP = 2, LEAP = 10, MIDDLE = 50; // percent of the width of the map
  var before = null;

  function pane(name, earlier) { return "covermap-" + (earlier ? "earlier-" : "") + name; }
  function on() { return cm.state.compare !== null; }
  function names(run) { return run.date || run.id; }

  /* Each side is cut off at the line, in the coordinates that the panes are moved in. */
  function cut() {
    var size = cm.map.getSize(), first = cm.map.containerPointToLayerPoint([0, 0]);
    var last = first.add(size), x = first.x + size.x * (on() ? cm.state.compare : 0) / 100;
    function clip(name, from, to) {
      cm.map.getPane(name).style.clipPath = on() ? "polygon(" + [[from, first.y], [to, first.y], [to, last.y], [from, last.y]]
        .map(function (corner) { return corner[0] + "px " + corner[1] + "px"; }).join(",") + ")" : "";
    }
    Object.keys(PANES).forEach(function (name) {
      clip(pane(name), x, last.x);
      if (before) { clip(pane(name, true), first.x, x); }
    });
    cm.$("swipe").style.left = (on() ? cm.state.compare : MIDDLE) + "%";
  }

  function drawEarlier() {
    Object.keys(PANES).forEach(function (name) {
      if (!cm.map.getPane(pane(name, true))) {
        cm.map.createPane(pane(name, true)).style.zIndex = PANES[name];
        cm.map.getPane(pane(name, true)).style.pointerEvents = "none";
      }
    });
    var panes = {};
    Object.keys(PANES).forEach(function (name) { panes[name] = pane(name, true); });
    before = cm.drawSide({
      areas: cm.data.earlier.areas, scope: cm.data.earlier.scope, uri: cm.data.earlier.uri, panes: panes,
      attributes: function () { return { "aria-hidden": "true" }; } // the difference map lists the places
    });
  }

  function run(kind, which) {
    return cm.h("span", null, cm.h("b", { text: cm.t(kind) }), cm.h("span", { text: names(which) }),
      which.synthetic && cm.h("em", { text: "SYNTHETIC" }));
  }

  /* What keeps the two from being compared directly, as the report says it. */
  function note() {
    var unlike = cm.data.earlier.unlike.map(function (fact) {
      return cm.h("li", { text: cm.t("unlike", { title: cm.say(fact.title), before: cm.say(fact.before), now: cm.say(fact.now) }) });
    });
    cm.replace(cm.$("swipe-note"), [
      cm.data.earlier.synthetic && cm.h("p", null, cm.h("b", { text: "SYNTHETIC" }), cm.h("span", { text: " " + cm.t("synthetic_before") })),
      unlike.length && cm.h("p", null, cm.h("b", { text: cm.t("unlike_runs") })),
      unlike.length && cm.h.apply(null, ["ul", null].concat(unlike)),
      unlike.length && cm.h("p", { text: cm.t("unlike_note") }),
      cm.h("p", null, cm.h("a", { href: difference().href, text: cm.t("link_difference") }))
    ]);
  }
  function difference() {
    return cm.data.links.find(function (link) { return link.key === "difference"; });
  }

  function describe() {
    var handle = cm.$("swipe"), button = cm.$("compare"), now = cm.data.run, earlier = cm.data.earlier;
    button.setAttribute("aria-pressed", String(on()));
    document.querySelectorAll(".swiped").forEach(function (part) { part.hidden = !on(); });
    if (!on()) { return; }
    handle.setAttribute("aria-valuenow", String(cm.state.compare));
    handle.setAttribute("aria-valuetext", cm.t("swipe_value", {
      before: names(earlier), now: names(now), left: cm.state.compare, right: 100 - cm.state.compare
    }));
    cm.replace(cm.$("side-before"), [run("side_before", earlier)]);
    cm.replace(cm.$("side-now"), [run("side_now", now)]);
  }

  function turn() { cm.set({ compare: on() ? null : MIDDLE }); }

  function move(percent) {
    cm.set({ compare: Math.max(0, Math.min(100, Math.round(percent))) });
  }

  function drag(handle) {
    var stage = cm.map.getContainer();
    L.DomEvent.disableClickPropagation(handle);
    handle.addEventListener("pointerdown", function (event) {
      handle.setPointerCapture(event.pointerId);
      handle.focus();
      event.preventDefault();
    });
    handle.addEventListener("pointermove", function (event) {
      if (!handle.hasPointerCapture(event.pointerId)) { return; }
      var box = stage.getBoundingClientRect();
      move(100 * (event.clientX - box.left) / box.width);
    });
    handle.addEventListener("keydown", function (event) {
      var to = {
        ArrowLeft: -STEP, ArrowDown: -STEP, ArrowRight: STEP, ArrowUp: STEP, PageDown: -LEAP, PageUp: LEAP,
        Home: -100, End: 100
      }[event.key];
      if (to === undefined) { return; }
      event.preventDefault();
      event.stopPropagation();
      move(cm.state.compare + to);
    });
  }

  function show(changes) {
    if (on() && !before) { drawEarlier(); }
    if (!on() && before) { before.remove(); before = null; }
    if (before && !isMove(changes)) { before.redraw(); }
    cut();
    describe();
  }
  function isMove(changes) { return Object.keys(changes).join() === "compare"; }

  cm.showSwipe = function () {
    cm.$("compare-choice").hidden = !cm.data.earlier;
    if (!cm.data.earlier) { return; }
    cm.$("compare").addEventListener("click", turn);
    drag(cm.$("swipe"));
    note();
    show({});
    cm.map.on("move zoomend viewreset resize", cut);
    cm.on("change", show);
    cm.on("paper", cut);
    cm.on("point", function (at) { if (before) { before.point(at.adcode); } });
    cm.on("language", function () { note(); show({}); });
  };
})(covermap);
