/* The left panel: how many places changed, by category, and which. */
(function (cm) {
  var FIRST = 30;
  var whole = false;

  function big(change, sums) {
    return cm.h("div", { class: "sum", "data-change": change }, cm.changeSign(change),
      cm.h("strong", { text: cm.number(sums[change]) }), cm.h("span", { text: cm.changeName(change) }));
  }

  function hero() {
    var sums = cm.countChanges("goal2022");
    cm.replace(cm.$("sums"), [big("gained", sums), big("lost", sums), big("other", sums)]);
    cm.$("hero-counts").textContent = cm.changesText(sums);
    cm.segments(cm.$("rule"), cm.t("rule"), cm.data.rules.map(function (rule) {
      return { id: rule.id, name: cm.say(rule.name) };
    }), cm.state.rule, function (rule) { cm.set({ rule: rule }); });
    var earlier = cm.data.earlier;
    cm.$("runs").textContent = cm.t("compared_runs", {
      before: earlier.id + (earlier.date ? " (" + earlier.date + ")" : ""),
      now: cm.data.run.id + (cm.data.run.date ? " (" + cm.data.run.date + ")" : "")
    });
  }

  function bar(sums) {
    return cm.bar(["gained", "unchanged", "other", "new", "gone", "lost"].map(function (change) {
      return { kind: "c-" + change, size: sums[change] };
    }), cm.changesText(sums));
  }

  function categoryList() {
    cm.replace(cm.$("categories-goal2022"), cm.data.categories.filter(function (c) {
      return c.group === "goal2022";
    }).map(function (c) {
      var sums = cm.countChanges("goal2022", c.id);
      if (!Object.values(sums).some(Boolean)) {
        return cm.h("li", { "data-category": c.id }, cm.h("div", { class: "line" }, cm.h("b", { text: cm.say(c.name) }),
          cm.h("span", { class: "rate none", text: cm.t("none_listed"), title: cm.t("none_listed_long") })));
      }
      return cm.h("li", { "data-category": c.id },
        cm.h("div", { class: "line" }, cm.h("b", { text: cm.say(c.name) }),
          cm.h("span", { class: "rate", text: "+" + sums.gained + " \u2212" + sums.lost })),
        bar(sums), cm.h("div", { class: "counts", text: cm.changesText(sums) }));
    }));
  }

  function columns() {
    return [
      { name: cm.t("place"), key: function (p) { return cm.say(p.name); },
        cell: function (p) {
          return cm.h("button", { type: "button", class: "name", "data-area": p.id },
            cm.changeSign(cm.changeOf(p).change), cm.h("span", { text: cm.say(p.name) }));
        } },
      { name: cm.t("county"), class: "n", key: function (p) { return cm.countyName(p.county); },
        cell: function (p) {
          var county = cm.county(p.county);
          return county ? cm.say(county.short) : "\u2014";
        } },
      { name: cm.t("change"), class: "n", key: function (p) { return cm.CHANGES.indexOf(cm.changeOf(p).change); },
        cell: function (p) { return cm.changeName(cm.changeOf(p).change); } },
      { name: cm.t("before_now"), key: function (p) { return cm.beforeNow(cm.changeOf(p)); },
        cell: function (p) { return cm.beforeNow(cm.changeOf(p)); } }
    ];
  }

  function open(place) {
    cm.set({ selected: place.id });
    cm.zoomToPlace(place);
  }

  function list() {
    var rows = cm.changedPlaces();
    cm.$("change-count").textContent = String(rows.length);
    var table = cm.sortableTable(columns(), rows, {
      caption: cm.t("changed_places"), order: { column: 2, down: false },
      limit: function () { return whole || cm.printing ? rows.length : FIRST; },
      row: function (place) {
        return {
          class: place.id === cm.state.selected ? "chosen" : null, "data-row": place.id,
          onclick: function () { open(place); }
        };
      }
    });
    var more = rows.length > FIRST && !whole &&
      cm.moreRows(cm.$("change-table"), FIRST, cm.t("show_all", { count: rows.length }), function () { whole = true; list(); });
    cm.replace(cm.$("change-table"),
      rows.length ? [table, more] : [cm.h("p", { class: "said", text: cm.t("nothing_changed") })]);
  }

  function mark() {
    document.querySelectorAll("#change-table tr[data-row]").forEach(function (row) {
      row.classList.toggle("chosen", row.dataset.row === cm.state.selected);
    });
  }

  cm.showPanel = function () {
    function all() { hero(); categoryList(); list(); }
    all();
    cm.on("change", function (changes) {
      if ("rule" in changes) { all(); }
      else if ("extended" in changes || "filter" in changes) { list(); }
      else if ("selected" in changes) { mark(); }
    });
    cm.on("language", all);
    cm.on("paper", list);
  };
})(covermap);
