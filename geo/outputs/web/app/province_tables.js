/* Ranking, cards, matrix, goals, data quality and the index of downloads. */
(function (cm) {
  var matrixOrder = { column: 0, down: false };

  function computed() {
    return cm.data.prefectures.filter(function (region) { return region.figures; });
  }
  function link(region, text, href) { return cm.h("a", { href: href || region.figures.page, text: text }); }

  function hero() {
    var tally = cm.tally(cm.areasOf(""));
    cm.$("hero-rate").textContent = cm.rate(tally);
    cm.$("hero-all").textContent = cm.t("of_places", { count: tally.all });
    cm.$("hero-counts").textContent = cm.tallyText(tally);
    cm.replace(cm.$("hero-bar"), [cm.tallyBar(tally)]);
    var low = tally.not_met, high = tally.counted - tally.met;
    cm.$("hero-gap").textContent = high ? cm.t("goal_gap", { range: low === high ? high : low + "\u2013" + high }) : cm.t("goal_reached");
    cm.segments(cm.$("rule"), cm.t("rule"), ["area", "reach"].map(function (rule) {
      return {
        id: rule, name: cm.t("rule_" + rule, { share: cm.data.threshold.share }),
        title: cm.t("rule_" + rule + "_long", { share: cm.data.threshold.share })
      };
    }), cm.state.rule, function (rule) { cm.set({ rule: rule }); });
    cm.replace(cm.$("sentences"), cm.data.sentences.map(function (sentence) {
      return cm.h("p", { text: cm.say(sentence) });
    }));
  }

  function categoryList() {
    cm.replace(cm.$("categories-goal2022"), cm.data.categories.filter(function (c) {
      return c.group === "goal2022";
    }).map(function (c) { return cm.categoryRow(c, cm.tally(cm.areasOf("", c.id))); }));
  }

  /* A bar from what is sure to what may be, on a track from 0 to 100 %. */
  function rangeBar(tally) {
    var track = cm.h("div", { class: "track", role: "img", "aria-label": cm.rate(tally) });
    if (!tally.judged) { track.classList.add("hatched"); return track; }
    var low = 100 * tally.met / tally.counted, high = 100 * tally.upper / tally.counted;
    var sure = cm.h("i", { class: "sure" }), maybe = cm.h("i", { class: "maybe" });
    sure.style.width = low + "%";
    maybe.style.left = low + "%";
    maybe.style.width = high - low + "%";
    track.append(sure, maybe);
    return track;
  }

  /* By what is surely met, then by what may be; what cannot be judged comes last. */
  function ranked() {
    return computed().map(function (region) {
      return { region: region, tally: cm.tally(cm.areasOf(region.adcode)) };
    }).sort(function (a, b) {
      function key(row) { return row.tally.judged ? [row.tally.met / row.tally.counted, row.tally.upper / row.tally.counted] : [-1, -1]; }
      var x = key(a), y = key(b);
      return y[0] - x[0] || y[1] - x[1] || (a.region.adcode < b.region.adcode ? -1 : 1);
    });
  }

  function ranking() {
    cm.replace(cm.$("ranking"), ranked().map(function (row, index) {
      return cm.h("li", { "data-adcode": row.region.adcode },
        cm.h("span", { class: "rank", text: String(index + 1) }), link(row.region, cm.say(row.region.name)),
        cm.h("b", { text: cm.rate(row.tally) }), rangeBar(row.tally),
        cm.h("small", { text: cm.tallyText(row.tally) }));
    }));
  }

  /* The province with one prefecture filled in. */
  function locator(region) {
    var svg = cm.svg("svg", { class: "locator", viewBox: "0 0 118 76", "aria-hidden": "true" });
    var box = cm.data.bounds, kx = 0.81 * 116 / (0.81 * (box[1][1] - box[0][1])), ky = kx / 0.81;
    function outline(shown) {
      return cm.unpack(shown.rings).map(function (rings) {
        return "M" + rings[0].filter(function (p, i) { return i % 3 === 0; }).map(function (p) {
          return ((p[1] - box[0][1]) * kx + 1).toFixed(1) + " " + ((box[1][0] - p[0]) * ky + 1).toFixed(1);
        }).join("L") + "Z";
      }).join("");
    }
    svg.appendChild(cm.svg("path", { d: cm.data.prefectures.map(outline).join("") }));
    svg.appendChild(cm.svg("path", { d: outline(region), class: "here" }));
    return svg;
  }

  function figure(name, value) {
    return [cm.h("dt", { text: name }), cm.h("dd", { text: value })];
  }

  function cards() {
    cm.replace(cm.$("cards"), computed().map(function (region) {
      var found = region.figures, tally = cm.tally(cm.areasOf(region.adcode));
      var people = cm.isNumber(found.people) ? cm.number(found.people) : cm.t("no_data");
      var facts = [].concat(figure(cm.t("land_area"), cm.number(found.km2) + " km\u00b2"),
        figure(cm.t("resident_people"), people), figure(cm.t("stations_5g"), cm.number(found.stations)),
        figure(cm.t("covered_area"), cm.shareRange(found.share)));
      return cm.h("li", { class: "tile" }, locator(region), cm.h("h3", null, link(region, cm.say(region.name))),
        cm.h("b", { text: cm.rate(tally) }), cm.tallyBar(tally), cm.h("p", { text: cm.tallyText(tally) }),
        cm.h.apply(null, ["dl", { class: "facts" }].concat(facts)),
        cm.h("div", { class: "go" }, link(region, cm.t("open_page")), link(region, cm.t("open_report"), found.report),
          link(region, "Excel", found.sheet)));
    }));
  }

  function matrixCell(areas) {
    if (!areas.length) { return cm.h("td", { class: "void", text: "\u2014", title: cm.t("none_listed_long") }); }
    var tally = cm.tally(areas), colour = cm.shade(tally);
    var cell = cm.h("td", { class: colour ? null : "hatched", title: cm.tallyText(tally) },
      cm.h("b", { text: cm.rate(tally) }), cm.h("small", { text: cm.t("met_of", { met: tally.met, all: tally.counted }) }));
    if (colour) { cell.style.boxShadow = "inset 0 -4px " + colour; }
    return cell;
  }

  function share(areas) {
    var tally = cm.tally(areas);
    return tally.judged ? tally.met / tally.counted : null;
  }

  /* The columns of the matrix: prefecture, categories, all of them; each of a region or, in the last row, of all. */
  function matrixColumns() {
    function column(name, category) {
      function areas(region) { return cm.areasOf(region && region.adcode, category); }
      return {
        name: name, down: true, cell: function (region) { return matrixCell(areas(region)); },
        key: function (region) { return share(areas(region)); }
      };
    }
    return [{
      name: cm.t("prefecture"), key: function (region) { return region.adcode; },
      cell: function (region) { return cm.h("th", { scope: "row" }, link(region, cm.say(region.short))); }
    }].concat(cm.data.categories.filter(function (c) { return c.group === "goal2022"; }).map(function (c) {
      return column(cm.say(c.name), c.id);
    }), column(cm.t("total"), ""));
  }

  function matrix() {
    var columns = matrixColumns();
    var sum = cm.h.apply(null, ["tr", { class: "sum" }, cm.h("th", { scope: "row", text: cm.t("total") })].concat(
      columns.slice(1).map(function (column) { return column.cell(null); })));
    var table = cm.sortableTable(columns, computed(), {
      caption: cm.t("matrix"), order: matrixOrder, sorted: function (now) { matrixOrder = now; },
      row: function (region) { return { "data-adcode": region.adcode }; }, foot: [sum]
    });
    table.className = "matrix";
    cm.replace(cm.$("matrix"), [table]);
  }

  function tableOf(key, most) { cm.replace(cm.$("table-" + key), cm.plainTable(cm.data.tables[key], most)); }

  function downloads() {
    cm.replace(cm.$("downloads"), cm.data.links.map(function (item) {
      return cm.h("li", null, cm.h("a", { href: item.href, text: cm.t("link_" + item.key) }),
        cm.h("small", { text: cm.t("about_" + item.key) }));
    }));
  }

  /* Long tables are built when they are opened, or for print: a page stays light. */
  var FOLDED = {
    "facts-more": ["facts", "data_centers"], "quality-more": ["terrain", "inputs", "defaults", "findings"]
  };
  function details() {
    Object.keys(FOLDED).forEach(function (id) {
      var open = cm.$(id).open || cm.printing;
      FOLDED[id].forEach(function (key) {
        if (open) { tableOf(key, 40); } else { cm.replace(cm.$("table-" + key), []); }
      });
    });
  }

  cm.showTables = function () {
    Object.keys(FOLDED).forEach(function (id) { cm.$(id).addEventListener("toggle", details); });
    cm.on("paper", details);
    function byRule() { hero(); categoryList(); ranking(); cards(); matrix(); }
    function all() {
      byRule();
      ["limits", "goals", "ledger"].forEach(function (key) { tableOf(key); });
      details();
      downloads();
    }
    all();
    cm.on("change", function (changes) { if ("rule" in changes) { byRule(); } });
    cm.on("language", all);
    cm.on("point", function (at) {
      document.querySelectorAll("#ranking li").forEach(function (row) {
        row.classList.toggle("on", row.dataset.adcode === at.adcode);
      });
    });
  };
})(covermap);
