/* The region as a whole: area covered, sensitivity to the threshold, operators, downloads. */
(function (cm) {
  function counties() {
    return cm.data.counties.filter(function (county) {
      return !cm.state.county || county.adcode === cm.state.county;
    });
  }

  /* Sum that is missing as soon as one part is missing. */
  function sum(values) {
    return values.some(function (v) { return !cm.isNumber(v); }) ? null
      : values.reduce(function (a, b) { return a + b; }, 0);
  }

  function reached(operator) {
    var found = [0, 0, 0, 0];
    counties().forEach(function (county) {
      (county.reached[operator] || []).forEach(function (cells, i) { found[i] += cells; });
    });
    return found;
  }

  /* Of the file of people, where there is one: counties that it does not know are left out. */
  function inhabitants() {
    var known = counties().map(function (county) { return county.inhabitants; }).filter(Boolean);
    return known.length ? known.reduce(function (all, one) {
      return all.map(function (people, i) { return people + one[i]; });
    }) : null;
  }

  function tile(name, value, more) {
    return cm.h("div", { class: "tile" }, cm.h("b", { text: value }),
      cm.h("span", { text: name }), more && cm.h("small", { text: more }));
  }

  function tiles() {
    var chosen = counties();
    // The census knows each prefecture, but not yet each county.
    var people = cm.state.county ? sum(chosen.map(function (c) { return c.people; })) : cm.data.people;
    var stations = sum(chosen.map(function (c) { return c.stations; }));
    var cells = reached("any"), settled = inhabitants();
    return cm.h("div", { class: "tiles" },
      tile(cm.t("covered_area"), cells[0] ? cm.range(cells[2], cells[1], cells[0]) : cm.t("no_data"),
        cm.t("any_operator")),
      tile(cm.t("stations_5g"), cm.number(stations), cm.data.run.synthetic ? cm.t("scenario") : ""),
      tile(cm.t("per_10k"), people ? cm.number(stations / people * 10000, 1) : cm.t("no_data"),
        people ? cm.t("people", { count: cm.number(people) }) : cm.t("people_unknown")),
      tile(cm.t("land_area"), cm.number(sum(chosen.map(function (c) { return c.km2; }))) + " km\u00b2"),
      settled && tile(cm.t("covered_people"),
        cm.range(settled[1], settled[2], settled[0]),
        cm.t("people_of_file", { count: cm.number(Math.round(settled[0])) })));
  }

  function sensitivity() {
    var chosen = counties(), steps = chosen.length ? chosen[0].sensitivity : [];
    return cm.h.apply(null, ["div", { class: "strip" }].concat(steps.map(function (step, index) {
      var cells = 0, all = 0;
      chosen.forEach(function (county) {
        cells += county.sensitivity[index].cells;
        all += county.sensitivity[index].of;
      });
      return cm.h("div", { class: step.dbm === Math.round(cm.data.threshold.dbm) ? "on" : null },
        cm.h("b", { text: all ? cm.percent(cells / all) : cm.t("no_data") }),
        cm.h("span", { text: cm.number(step.dbm) + " dBm" }));
    })));
  }

  function operators() {
    return cm.h.apply(null, ["ul", { class: "networks" }].concat(["any"].concat(
      cm.data.operators.map(function (o) { return o.id; })).map(function (id) {
      var cells = reached(id);
      return cm.h("li", null, cm.h("span", { text: id === "any" ? cm.t("any_operator") : cm.operatorName(id) }),
        cm.bar([{ kind: "met", size: cells[2] }, { kind: "undecided", size: Math.max(0, cells[1] - cells[2]) },
          { kind: "no_data", size: cells[3] },
          { kind: "rest", size: cells[0] - cells[3] - Math.max(cells[1], cells[2]) }], cm.range(cells[2], cells[1], cells[0])),
        cm.h("b", { text: cm.range(cells[2], cells[1], cells[0]) }));
    })));
  }

  function exactly() {
    var cells = [], unknown = reached("any")[3], all = unknown;
    counties().forEach(function (county) {
      county.networks.forEach(function (row) {
        cells[row[0]] = (cells[row[0]] || 0) + row[1];
        all += row[1];
      });
    });
    if (!all) { return cm.h("p", { class: "said", text: cm.t("no_data") }); }
    var colours = cm.data.overlays.colours.networks;
    return cm.h.apply(null, ["ul", { class: "exactly" }].concat(Array.from(cells, function (n, i) {
      var patch = cm.h("i", { class: "swatch" });
      patch.style.background = colours[i];
      return cm.h("li", null, patch,
        cm.h("span", { text: cm.networks(i) }),
        cm.h("b", { text: cm.percent((n || 0) / all) }));
    }).concat(unknown ? [cm.h("li", null, cm.h("i", { class: "swatch no-data" }),
      cm.h("span", { text: cm.code("limit", "no_data") }), cm.h("b", { text: cm.percent(unknown / all) }))] : [])));
  }

  /* What keeps the area from the threshold; without a DEM nothing is said of terrain. */
  function limits() {
    var cells = {}, all = 0, colours = cm.data.overlays.colours.limit;
    counties().forEach(function (county) {
      Object.keys(county.limits).forEach(function (limit) {
        cells[limit] = (cells[limit] || 0) + county.limits[limit];
        all += county.limits[limit];
      });
    });
    if (!all) { return cm.h("p", { class: "said", text: cm.t("no_data") }); }
    return cm.h.apply(null, ["ul", { class: "exactly", id: "limits" }].concat(Object.keys(cells).filter(function (limit) {
      return cm.hasTerrain() || (limit !== "terrain" && limit !== "no_data");
    }).map(function (limit) {
      var look = { terrain: " dotted", no_data: " no-data" }[limit] || "";
      var patch = cm.h("i", { class: "swatch" + look }), colour = colours[limit];
      if (colour) { patch.style.backgroundImage = "linear-gradient(" + colour + "," + colour + ")"; }
      return cm.h("li", null, patch, cm.h("span", { text: cm.code("limit", limit) }),
        cm.h("b", { text: cm.percent(cells[limit] / all) }));
    })));
  }

  function links() {
    return cm.h.apply(null, ["ul", { class: "links" }].concat(cm.data.links.map(function (link) {
      return cm.h("li", null, cm.h("a", { href: link.href, text: cm.t("link_" + link.key) }));
    })));
  }

  cm.overview = function () {
    var county = cm.county(cm.state.county);
    return [
      cm.h("div", { class: "headline" }, cm.h("h3", { text: cm.say(county ? county.name : cm.data.name) })),
      tiles(),
      cm.h("h2", { text: cm.t("sensitivity") }), sensitivity(),
      cm.h("p", { class: "note", text: cm.t("sensitivity_note") }),
      cm.h("h2", { text: cm.t("by_operator") }), operators(),
      cm.h("p", { class: "note", text: cm.t("by_operator_note") }),
      cm.h("h2", { text: cm.t("limits_area") }), limits(),
      cm.h("h2", { text: cm.t("networks_area") }), exactly(),
      cm.h("h2", { text: cm.t("downloads") }), links(),
      cm.h("p", { class: "note", text: cm.t("pick_hint") })
    ];
  };
})(covermap);
