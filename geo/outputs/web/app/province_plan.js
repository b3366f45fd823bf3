/* The plan on the page of the province: stations against the rate, and what becomes of the places. */
(function (cm) {
  var WIDE = 640, HIGH = 270, LEFT = 60, RIGHT = 14, TOP = 14, BOTTOM = 50;

  // A little more than all stations, so that the last step is seen.
  function end(most) { return 1.04 * Math.max(1, most); }
  function x(stations, most) { return LEFT + (WIDE - LEFT - RIGHT) * stations / end(most); }
  function y(share) { return TOP + (HIGH - TOP - BOTTOM) * (1 - share); }

  /* A staircase: the rate stays until the next station stands. */
  function stairs(steps, bound, most) {
    var points = [];
    steps.forEach(function (step, i) {
      if (i) { points.push([x(step.stations, most), y(steps[i - 1].rate[bound])]); }
      points.push([x(step.stations, most), y(step.rate[bound])]);
    });
    return points.concat([[x(end(most), most), y(steps[steps.length - 1].rate[bound])]]);
  }
  function path(points) {
    return "M" + points.map(function (point) { return point[0].toFixed(1) + " " + point[1].toFixed(1); }).join("L");
  }

  function tick(text, px, py, anchor) {
    return cm.svg("text", { x: px, y: py, "text-anchor": anchor, text: text });
  }

  function axes(most) {
    var every = Math.max(1, Math.ceil(most / 8)), parts = [];
    [0, 0.25, 0.5, 0.75, 1].forEach(function (share) {
      parts.push(cm.svg("line", { x1: LEFT, x2: WIDE - RIGHT, y1: y(share), y2: y(share) }), tick(100 * share + " %", LEFT - 7, y(share) + 5, "end"));
    });
    for (var stations = 0; stations <= most; stations += every) { parts.push(tick(String(stations), x(stations, most), HIGH - BOTTOM + 19, "middle")); }
    parts.push(tick(cm.t("plan_curve_stations"), (LEFT + WIDE - RIGHT) / 2, HIGH - 5, "middle"));
    return parts;
  }

  function curve(steps) {
    var known = steps.filter(function (step) { return cm.isNumber(step.rate[0]); });
    if (!known.length) { return cm.h("p", { class: "said", text: cm.t("no_data") }); }
    var last = known[known.length - 1], most = last.stations;
    var low = stairs(known, 0, most), high = stairs(known, 1, most);
    var label = cm.t("plan_curve_label", {
      from: cm.shareRange(known[0].rate), to: cm.shareRange(last.rate), stations: cm.number(most), closed: cm.number(last.closed)
    });
    var svg = cm.svg.apply(null, ["svg", { class: "curve", viewBox: "0 0 " + WIDE + " " + HIGH, role: "img", "aria-label": label }].concat(axes(most), [
      cm.svg("path", { class: "between", d: path(high.concat(low.slice().reverse())) + "Z" }),
      cm.svg("path", { class: "high", d: path(high) }), cm.svg("path", { class: "low", d: path(low) })
    ]));
    return cm.h("figure", { class: "box" }, cm.h("h3", { text: cm.t("plan_curve") }), svg,
      cm.h("figcaption", { class: "note", text: label }),
      cm.h("p", { class: "key" }, cm.h("i", { class: "low" }), cm.h("span", { text: cm.t("plan_curve_low") }),
        cm.h("i", { class: "between" }), cm.h("span", { text: cm.t("plan_curve_high") })));
  }

  /* There while it is open, as the other long tables: opening one of them closes it. */
  function places() {
    var host = cm.$("table-plan_statuses");
    cm.replace(host, cm.$("fold-plan_statuses").open ? cm.plainTable(cm.data.tables.plan_statuses).slice(1) : []);
  }

  function draw() {
    cm.replace(cm.$("plan-curve"), [curve(cm.data.plan.steps)]);
    cm.$("plan-places").textContent = cm.say(cm.data.tables.plan_statuses.title);
    places();
  }

  cm.showProvincePlan = function () {
    cm.$("plan-section").hidden = !cm.data.plan;
    if (!cm.data.plan) { return; }
    cm.$("fold-plan_statuses").open = true;
    cm.$("fold-plan_statuses").addEventListener("toggle", places);
    draw();
    cm.on("language", draw);
  };
})(covermap);
