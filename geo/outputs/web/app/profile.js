/* The radio profile of a path: ground raised by the bulge of the Earth, line of sight, Fresnel zone. */
(function (cm) {
  var WIDTH = 340, HEIGHT = 176, LEFT = 36, RIGHT = 12, TOP = 40, BOTTOM = 20;
  var SUFFICIENT = 0.6; // share of the first Fresnel zone that has to be free; ITU-R P.530
  var SPEED = 299.8; // m MHz, as in the model
  var LEAST_EXTENT = 20; // m, so that a plain does not look like a mountain
  var ZONE_POINTS = 41;
  var count = 0;

  /* What is drawn, in km and m: as geo/link/_geometry.py has it. */
  cm.profileGeometry = function (profile) {
    var metres = 0, km = profile.steps.map(function (step) { metres += step; return metres / 1000; });
    var length = km[km.length - 1], ground = profile.height, last = ground.length - 1;
    var clutter = profile.clutter || [];
    function bulge(d) { return 500 * d * (length - d) / profile.earth; }
    function raised(height, d) { return height === null ? null : height + bulge(d); }
    function known(index) { return ground[index] !== null; }
    var ends = known(0) && known(last)
      ? [ground[0] + profile.masts[0], ground[last] + profile.masts[1]] : null;
    return {
      km: km, length: length, ends: ends, bulge: bulge,
      ground: ground.map(function (height, i) { return raised(height, km[i]); }),
      // The ends stand clear of what grows around them.
      top: ground.map(function (height, i) {
        return raised(height === null ? null : height + (i && i < last ? clutter[i] || 0 : 0), km[i]);
      }),
      ray: function (d) { return ends[0] + (ends[1] - ends[0]) * d / length; },
      zone: function (d) { return Math.sqrt(Math.max(0, 1000 * SPEED / profile.mhz * d * (length - d) / length)); }
    };
  };

  function zone(shape, side) {
    var points = [];
    for (var i = 0; i < ZONE_POINTS; i += 1) {
      var d = shape.length * i / (ZONE_POINTS - 1);
      points.push([d, shape.ray(d) + side * SUFFICIENT * shape.zone(d)]);
    }
    return points;
  }

  /* From km and m to the drawing; the heights hold all that is drawn. */
  function scales(shape) {
    var heights = shape.top.concat(shape.ground).filter(cm.isNumber);
    if (shape.ends) {
      [-1, 1].forEach(function (side) {
        zone(shape, side).forEach(function (point) { heights.push(point[1]); });
      });
    }
    var low = Math.min.apply(null, heights), extent = Math.max(Math.max.apply(null, heights) - low, LEAST_EXTENT);
    low -= 0.06 * extent;
    extent *= 1.06;
    return {
      low: low, high: low + extent,
      x: function (d) { return LEFT + (WIDTH - LEFT - RIGHT) * d / shape.length; },
      y: function (z) { return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * (z - low) / extent; }
    };
  }

  function path(scale, points) {
    return points.map(function (point, i) {
      return (i ? "L" : "M") + scale.x(point[0]).toFixed(1) + " " + scale.y(point[1]).toFixed(1);
    }).join("");
  }

  /* Stretches of points without a void between them. */
  function stretches(heights) {
    var found = [], current = null;
    heights.forEach(function (height, i) {
      if (height === null) { current = null; return; }
      if (!current) { found.push(current = []); }
      current.push(i);
    });
    return found;
  }

  function grounds(shape, scale) {
    var parts = [];
    stretches(shape.ground).forEach(function (stretch) {
      function along(heights) { return stretch.map(function (i) { return [shape.km[i], heights[i]]; }); }
      var first = shape.km[stretch[0]], last = shape.km[stretch[stretch.length - 1]];
      var foot = [[last, scale.low], [first, scale.low]];
      parts.push(cm.svg("path", { class: "clutter", d: path(scale, along(shape.top).concat(foot)) + "Z" }),
        cm.svg("path", { class: "ground", d: path(scale, along(shape.ground).concat(foot)) + "Z" }));
    });
    return parts;
  }

  /* Where no height is known nothing is drawn but the hatch that says so. */
  function voids(shape, scale, pattern) {
    var parts = [], from = null;
    shape.ground.forEach(function (height, i) {
      if (height === null && from === null) { from = Math.max(0, i - 1); }
      var ends = from !== null && (height !== null || i === shape.ground.length - 1);
      if (!ends) { return; }
      var left = scale.x(shape.km[from]), right = scale.x(shape.km[i]);
      parts.push(cm.svg("rect", { class: "void", x: left, y: TOP, width: Math.max(2, right - left),
        height: HEIGHT - TOP - BOTTOM, fill: "url(#" + pattern + ")" }));
      parts.push(label((left + right) / 2, (TOP + HEIGHT - BOTTOM) / 2, cm.t("no_data"), "void-name"));
      from = null;
    });
    return parts;
  }
  function hatch(pattern) {
    return cm.svg("defs", null, cm.svg("pattern", {
      id: pattern, width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)"
    }, cm.svg("rect", { width: 6, height: 6, fill: "#fff" }), cm.svg("rect", { width: 2, height: 6, fill: "#b4bec2" })));
  }

  function label(x, y, text, look) {
    var side = x < WIDTH * 0.3 ? "start" : x > WIDTH * 0.7 ? "end" : "middle";
    return cm.svg("text", { x: x.toFixed(1), y: y.toFixed(1), "text-anchor": side, class: look, text: text });
  }

  /* Lines of equal height, which the Earth bends, and the length. */
  function axes(shape, scale) {
    var parts = [], step = [5, 10, 20, 50, 100, 200, 500, 1000, 2000].find(function (s) {
      return (scale.high - scale.low) / s <= 4;
    }) || 5000;
    for (var z = Math.ceil(scale.low / step) * step; z < scale.high; z += step) {
      var arc = [0, 0.25, 0.5, 0.75, 1].map(function (share) {
        return [share * shape.length, z + shape.bulge(share * shape.length)];
      });
      parts.push(cm.svg("path", { class: "arc", d: path(scale, arc) }),
        cm.svg("text", { x: LEFT - 5, y: scale.y(z) + 3.5, "text-anchor": "end", text: cm.number(z) }));
    }
    parts.push(cm.svg("text", { x: LEFT, y: HEIGHT - 5, text: "0" }),
      cm.svg("text", { x: WIDTH - RIGHT, y: HEIGHT - 5, "text-anchor": "end", text: kilometres(shape.length) }));
    return parts;
  }

  function kilometres(km) { return cm.number(km, km < 10 ? 2 : 1) + " km"; }

  function sight(shape, scale, state) {
    if (!shape.ends) { return []; }
    var upper = zone(shape, 1), lower = zone(shape, -1).reverse();
    return [
      cm.svg("path", { class: "zone", d: path(scale, upper.concat(lower)) + "Z" }),
      cm.svg("path", { class: "ray r-" + state, d: path(scale, [[0, shape.ends[0]], [shape.length, shape.ends[1]]]) })
    ];
  }

  function masts(profile, shape, scale) {
    var last = shape.ground.length - 1, parts = [];
    var station = profile.station, whole = [station.id];
    if (station.operator) { whole.push(cm.operatorName(station.operator) + " " + station.band); }
    [[0, station.id], [last, cm.t("profile_end")]].forEach(function (end, i) {
      var ground = shape.ground[end[0]];
      if (ground === null) { return; }
      var x = scale.x(shape.km[end[0]]), top = ground + profile.masts[i];
      parts.push(cm.svg("path", { class: "mast", d: path(scale, [[shape.km[end[0]], ground], [shape.km[end[0]], top]]) }),
        cm.svg("circle", { class: "mast-head", cx: x, cy: scale.y(top), r: 2.6 }));
      parts.push(cm.svg("text", { x: x, y: 30, "text-anchor": i ? "end" : "start", class: "end",
        text: short(end[1]) + " \u00b7 " + cm.number(profile.masts[i], profile.masts[i] % 1 ? 1 : 0) + " m" },
      i ? null : cm.svg("title", { text: whole.join(" \u00b7 ") })));
    });
    return parts;
  }
  function short(name) {
    var letters = Array.from(name);
    return letters.length > 18 ? letters.slice(0, 17).join("") + "\u2026" : name;
  }

  /* What blocks the path, or comes nearest to it: height and distance from the station. */
  function obstacle(profile, shape, scale) {
    var found = profile.obstacle;
    if (!found) { return []; }
    var x = scale.x(found.km), y = scale.y(found.height + shape.bulge(found.km));
    var name = cm.t(profile.state === "blocked" ? "profile_blocking" : "profile_nearest_point",
      { height: cm.number(found.height), km: cm.number(found.km, found.km < 10 ? 2 : 1) });
    return [
      cm.svg("path", { class: "lead", d: "M" + x.toFixed(1) + " 16V" + y.toFixed(1) }),
      cm.svg("path", { class: "mark m-" + profile.state, d: profile.state === "blocked" ? "M-6-9H6L0 0Z" : "M0-5L5 0L0 5L-5 0Z",
        transform: "translate(" + x.toFixed(1) + " " + y.toFixed(1) + ")" }),
      label(x, 12, name, "mark-name m-" + profile.state)
    ];
  }

  function drawing(profile, said) {
    var shape = cm.profileGeometry(profile), scale = scales(shape), pattern = "void-" + (count += 1);
    return cm.svg.apply(null, ["svg", {
      class: "profile", viewBox: "0 0 " + WIDTH + " " + HEIGHT, role: "img", "aria-label": said
    }, hatch(pattern)].concat(axes(shape, scale), grounds(shape, scale), voids(shape, scale, pattern),
      sight(shape, scale, profile.state), masts(profile, shape, scale), obstacle(profile, shape, scale)));
  }

  /* Whether the path is free, in words. */
  function conclusion(profile) {
    var found = profile.obstacle;
    if (!found) { return cm.t("profile_void"); }
    return cm.t("profile_" + profile.state, {
      height: cm.number(found.height), km: cm.number(found.km, found.km < 10 ? 2 : 1),
      above: cm.number(Math.abs(found.above), 1), radii: cm.number(Math.abs(found.radii), 1)
    });
  }

  function losses(profile) {
    if (!profile.obstacle) { return ""; }
    if (!cm.isNumber(profile.loss)) { return cm.t("profile_too_near"); }
    var more = { loss: cm.number(profile.loss, 1), free: cm.number(profile.free, 1),
      more: cm.number(profile.loss - profile.free, 1) };
    return cm.t("profile_loss", more) + (cm.isNumber(profile.level)
      ? " \u00b7 " + cm.t("profile_level", { level: cm.number(profile.level, 1) }) : "");
  }

  /* What makes the full drawing; only where it can be typed as it stands. */
  function command(profile) {
    if (!/^[A-Za-z0-9][\w.-]*$/.test(profile.station.id)) { return null; }
    return cm.h("p", { class: "note" }, cm.h("span", { text: cm.t("profile_command") + " " }),
      cm.h("code", { text: "./covermap path " + profile.station.id + " " + profile.to.join(",") }));
  }

  cm.profileFigure = function (profile) {
    var said = conclusion(profile), lost = losses(profile);
    return cm.h("figure", { class: "profile-box" }, drawing(profile, said),
      cm.h("figcaption", null,
        cm.h("b", { class: "p-" + profile.state, text: said }),
        lost && cm.h("p", { text: lost }),
        cm.h("p", { class: "note", text: cm.t("profile_of_" + profile.chosen) + " " +
          cm.t("profile_zone", { mhz: cm.number(profile.mhz, profile.mhz % 1 ? 1 : 0) }) }),
        command(profile)));
  };

  function whyNone(area) {
    if (!cm.hasTerrain()) { return cm.t("profile_no_terrain"); }
    if (area.excluded) { return cm.t("profile_excluded"); }
    return cm.t(area.best ? "profile_at_station" : "profile_no_station");
  }

  /* The profile of a place, or why there is none. */
  cm.profilePart = function (area) {
    if (!area.at) { return []; }
    return [cm.heading(cm.t("profile")), area.profile ? cm.profileFigure(area.profile)
      : cm.h("p", { class: "said", text: whyNone(area) })];
  };
})(covermap);
