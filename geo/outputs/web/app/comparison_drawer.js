/* The right panel: one place before and now, or what the two runs have in common and what not. */
(function (cm) {
  function fact(term, value) {
    return [cm.h("dt", { text: term }), typeof value === "string" ? cm.h("dd", { text: value }) : cm.h("dd", null, value)];
  }

  function verdict(code) {
    return code ? cm.badge(code) : cm.h("span", { class: "said", text: cm.t("not_judged") });
  }

  function back() {
    return cm.h("button", { type: "button", class: "back", text: "\u2190 " + cm.t("overview"),
      onclick: function () { cm.set({ selected: "" }); } });
  }

  function ruleRows(place) {
    return cm.data.rules.filter(function (rule) { return place.rules[rule.id]; }).map(function (rule) {
      var found = place.rules[rule.id];
      return cm.h("tr", { "data-rule": rule.id }, cm.h("th", { scope: "row", text: cm.say(rule.name) }),
        cm.h("td", null, verdict(found[0])), cm.h("td", { class: "arrow", text: "\u2192" }),
        cm.h("td", null, verdict(found[1])), cm.h("td", { text: cm.changeName(found[2]) }));
    });
  }

  function details(place) {
    var now = (place.rules[cm.state.rule] || [])[1];
    var rows = [fact(cm.t("id"), place.id)];
    if (place.at) { rows.unshift(fact(cm.t("coordinate"), cm.lonlat(place.at[0], place.at[1]))); }
    if (place.cause && now && now !== "met") { rows.unshift(fact(cm.t("cause"), cm.code("cause", place.cause))); }
    return [
      back(), cm.h("div", { class: "headline" }, cm.h("h3", { text: cm.say(place.name) })),
      cm.h("p", { class: "about", text: [cm.categoryOf(place), cm.countyName(place.county)].join(" \u00b7 ") }),
      cm.h("table", { class: "verdicts" }, cm.h("caption", { class: "away", text: cm.t("before_now") }),
        cm.h.apply(null, ["tbody", null].concat(ruleRows(place)))),
      place.moved && cm.h("div", { class: "why w-undecided" }, cm.h("p", { text: cm.t("moved") })),
      cm.h.apply(null, ["dl", { class: "facts" }].concat([].concat.apply([], rows)))
    ];
  }

  function overview() {
    return [
      cm.h("div", { class: "headline" }, cm.h("h3", { text: cm.say(cm.data.name) })),
      cm.h("p", { class: "about", text: cm.say(cm.data.sentence) }),
      cm.h.apply(null, ["div", { id: "compared-areas" }].concat(cm.plainTable(cm.data.tables.compared_areas))),
      cm.h.apply(null, ["div", { id: "compared-runs" }].concat(cm.plainTable(cm.data.tables.compared_runs))),
      cm.h("p", { class: "note", text: cm.t("pick_change") })
    ];
  }

  /* Rows of what the two runs were told differently stand out. */
  function flag() {
    var differs = cm.data.tables.compared_runs.rows.map(function (row) { return row[3][1] === "differs"; });
    document.querySelectorAll("#compared-runs tbody tr").forEach(function (row, index) {
      row.classList.toggle("differs", differs[index]);
    });
  }

  function draw() {
    var place = cm.place(cm.state.selected), drawer = cm.$("drawer");
    drawer.classList.toggle("has-choice", Boolean(place));
    cm.replace(cm.$("drawer-content"), place ? details(place) : overview());
    flag();
    drawer.scrollTop = 0;
  }

  cm.showDifference = function () {
    draw();
    cm.on("change", function (changes) {
      if ("selected" in changes || "rule" in changes) { draw(); }
    });
    cm.on("language", draw);
    document.addEventListener("keydown", function (event) {
      if (event.key === "Escape" && cm.state.selected) { cm.set({ selected: "" }); }
    });
  };
})(covermap);
