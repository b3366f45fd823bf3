/* The ruler: distances, azimuths and areas on the ellipsoid, by pointer, finger or keys. */
(function (cm) {
  var SAME_PX = 3, CLOSE_PX = 10, PART_M = 25000;
  var points = [], closed = false, active = false, byKeys = false, hand = null;
  var drawn, panel, button;

  function leg(from, to) { return cm.geodesic.inverse(from[0], from[1], to[0], to[1]) || { metres: NaN, azimuth: NaN }; }
  function latlng(point) { return [point[1], point[0]]; }
  function ring() { return closed ? points.concat([points[0]]) : points; }

  function legs(chain) {
    return chain.slice(1).map(function (to, index) { return leg(chain[index], to); });
  }

  function length(metres) {
    if (metres < 1000) { return cm.number(metres, 1) + " m"; }
    return cm.number(metres / 1000, metres < 1e5 ? 3 : 1) + " km";
  }

  function areaText(metres2) {
    if (metres2 < 1e5) { return cm.number(metres2) + " m\u00b2"; }
    return cm.number(metres2 / 1e6, metres2 < 1e8 ? 3 : 1) + " km\u00b2";
  }

  /* A ring that crosses itself has no area worth telling. */
  function side(a, b, c) { return Math.sign((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])); }
  function cross(a, b, c, d) {
    return side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0;
  }
  function crossesItself() {
    var n = points.length;
    return points.some(function (a, i) {
      return points.some(function (c, j) {
        return j > i && cross(a, points[(i + 1) % n], c, points[(j + 1) % n]);
      });
    });
  }

  function facts(live) {
    var chain = live ? points.concat([hand]) : ring(), found = legs(chain), last = found[found.length - 1];
    if (!last) { return []; }
    var total = found.reduce(function (sum, one) { return sum + one.metres; }, 0);
    var rows = [cm.fact(cm.t(closed ? "ruler_perimeter" : "ruler_total"), length(total))];
    if (closed) {
      rows.push(cm.fact(cm.t("ruler_area"), crossesItself() ? cm.t("ruler_crosses") : areaText(cm.geodesic.area(points))));
    } else {
      rows.push(cm.fact(cm.t("ruler_leg"), length(last.metres)),
        cm.fact(cm.t("azimuth"), cm.number(last.azimuth, 1) + "\u00b0"));
    }
    return rows;
  }

  function path(chain) {
    return [].concat.apply([], chain.slice(1).map(function (to, index) {
      var parts = Math.ceil(leg(chain[index], to).metres / PART_M) || 1;
      return cm.geodesic.between(chain[index], to, parts).map(latlng);
    }));
  }

  var LINE = { interactive: false, color: "#8a1253", weight: 2.4, pane: "covermap-ruler" };
  function add(shape) { drawn.addLayer(shape); }
  function look(more) { return Object.assign({ renderer: drawn.renderer }, LINE, more); }

  function label(from, to) {
    var middle = cm.geodesic.between(from, to, 2)[1] || from;
    var icon = L.divIcon({
      className: "ruler-label", iconSize: [0, 0], html: cm.h("span", { text: length(leg(from, to).metres) })
    });
    add(L.marker(latlng(middle), {
      icon: icon, pane: "covermap-ruler", interactive: false, keyboard: false, zIndexOffset: 1e5 // over the lines
    }));
  }

  function draw() {
    var chain = ring(), live = active && hand && points.length > 0;
    drawn.clearLayers();
    if (closed) { add(L.polygon(path(chain), look({ stroke: false, fillOpacity: 0.12 }))); }
    if (chain.length > 1) {
      add(L.polyline(path(chain), look({ color: "#fff", weight: 5, opacity: 0.8 })));
      add(L.polyline(path(chain), look()));
    }
    if (live) { add(L.polyline(path([points[points.length - 1], hand]), look({ dashArray: "5 5" }))); }
    points.forEach(function (point) {
      add(L.circleMarker(latlng(point), look({ radius: 4, fillColor: "#fff", fillOpacity: 1 })));
    });
    chain.slice(1).forEach(function (to, index) { label(chain[index], to); });
    tell(live);
  }

  function knob(key, act, disabled) {
    return cm.h("button", { type: "button", "data-act": key, text: cm.t("ruler_" + key), disabled: disabled, onclick: act });
  }

  function tell(live) {
    var rows = facts(live);
    panel.hidden = !active && !points.length;
    panel.classList.toggle("empty", !rows.length);
    button.setAttribute("aria-pressed", String(active));
    cm.$("stage").classList.toggle("ruling", active);
    cm.$("stage").classList.toggle("by-keys", active && byKeys);
    cm.replace(cm.$("ruler-facts"), [rows.length ? cm.factList(rows) : null]);
    cm.$("ruler-hint").textContent = active ? cm.t(byKeys ? "ruler_hint_keys" : "ruler_hint") : "";
  }

  /* Knobs are made anew: the one that was pressed keeps the focus, or the ruler takes it. */
  function knobs() {
    var host = cm.$("ruler-knobs"), pressed = host.contains(document.activeElement) && document.activeElement.dataset.act;
    cm.replace(host, [
      active && knob("undo", undo, !points.length), active && knob("close", close, points.length < 3),
      active && knob("end", end, false), knob("clear", clear, !points.length)
    ]);
    if (!pressed) { return; }
    var again = host.querySelector("[data-act=" + pressed + "]:enabled");
    (again && !panel.hidden ? again : button).focus();
  }

  /* Said once per point, not while the pointer moves. */
  function settle() {
    draw();
    knobs();
    var found = facts(false);
    cm.$("ruler-said").textContent = found.map(function (pair) {
      return pair[0].textContent + " " + pair[1].textContent;
    }).join(cm.t("comma"));
  }

  function onMap(point) { return cm.map.latLngToContainerPoint(latlng(point)); }
  function near(one, other, px) { return onMap(one).distanceTo(onMap(other)) <= px; }

  /* The second click of a double one adds nothing; one on the first point closes the ring. */
  function put(point) {
    if (points.length && near(points[points.length - 1], point, SAME_PX)) { return; }
    if (points.length > 2 && near(points[0], point, CLOSE_PX)) { close(); return; }
    points.push(point);
    hand = null;
    settle();
  }
  function undo() { points.pop(); settle(); }
  function close() { if (points.length > 2) { closed = true; end(); } }
  function clear() { points = []; closed = false; settle(); }
  function end() {
    active = false;
    hand = null;
    if (points.length < 2) { points = []; }
    settle();
  }
  function start(event) {
    active = true;
    byKeys = event.detail === 0; // a button that was pressed by a key
    points = [];
    closed = false;
    hand = byKeys ? centre() : null;
    if (byKeys) { cm.map.getContainer().focus(); }
    settle();
  }
  function centre() { var at = cm.map.getCenter(); return [at.lng, at.lat]; }
  function under(event) { var at = cm.map.mouseEventToLatLng(event); return [at.lng, at.lat]; }

  /* While it measures, the map hears of clicks and keys here first: nothing else is chosen. */
  function clicked(event) {
    if (!active) { return; }
    event.stopImmediatePropagation();
    event.preventDefault();
    if (cm.map.dragging.moved() || cm.map.boxZoom.moved()) { return; }
    byKeys = false;
    cm.map.getContainer().focus({ preventScroll: true }); // not the place that was clicked on
    put(under(event));
  }
  function twice(event) {
    if (!active) { return; }
    event.stopImmediatePropagation();
    end();
  }
  var KEYS = { Escape: end, Backspace: undo, Enter: function () { byKeys = true; put(centre()); } };
  function pressed(event) {
    var typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName), act = KEYS[event.key];
    var here = cm.map.getContainer().contains(event.target);
    if (!active || typing || !act || (event.key === "Enter" && !here)) { return; }
    event.stopImmediatePropagation();
    event.preventDefault();
    act();
  }
  function moved(event) {
    if (!active) { return; }
    byKeys = false;
    hand = [event.latlng.lng, event.latlng.lat];
    draw();
  }

  cm.showRuler = function () {
    var map = cm.map.getContainer();
    panel = cm.$("ruler");
    button = cm.$("ruler-open");
    drawn = L.layerGroup().addTo(cm.map);
    drawn.renderer = L.svg({ pane: "covermap-ruler", padding: 0.4 });
    button.addEventListener("click", function (event) { if (active) { end(); } else { start(event); } });
    map.addEventListener("click", clicked, true);
    map.addEventListener("dblclick", twice, true);
    document.addEventListener("keydown", pressed, true);
    cm.map.on("mousemove", moved);
    cm.map.on("move", function () { if (active && byKeys) { hand = centre(); draw(); } });
    cm.on("language", function () { if (!panel.hidden) { settle(); } });
  };
})(covermap);
