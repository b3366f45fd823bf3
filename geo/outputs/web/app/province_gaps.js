/* The places of the province that are not (surely) met: the text twin of the signs on the map. */
(function (cm) {
  var FIRST = 12;
  var whole = false, order = { column: 0, down: false };
  var RANK = { not_met: 0, undecided: 1 };

  function named(area) {
    var href = cm.placeHref(area);
    return cm.h(href ? "a" : "span", { href: href, text: cm.say(area.name) });
  }
  function prefectureName(area) {
    var region = cm.prefecture(area.prefecture);
    return region ? cm.say(region.short) : "\u2014";
  }
  function cause(area) { return cm.t("cause_short_" + (area.cause || "none")); }

  function columns() {
    return [
      { name: cm.t("verdict"), class: "n", key: function (a) { return RANK[cm.standing(a)]; },
        cell: function (a) { return cm.badge(cm.standing(a)); } },
      { name: cm.t("place"), key: function (a) { return cm.say(a.name); }, cell: named },
      { name: cm.t("category"), class: "n", key: cm.categoryName, cell: cm.categoryName },
      { name: cm.t("prefecture"), class: "n", key: prefectureName, cell: prefectureName },
      { name: cm.t("county"), class: "n", key: function (a) { return cm.countyName(a.county); },
        cell: function (a) { return cm.countyName(a.county); } },
      { name: cm.t("covered"), class: "r", key: function (a) { return a.share[0]; },
        cell: function (a) { return cm.shareRange(a.share); } },
      { name: cm.t("cause"), class: "n", key: cause, cell: cause }
    ];
  }

  function draw() {
    var rows = cm.data.areas.filter(function (area) {
      return area.group === "goal2022" && cm.standing(area) in RANK;
    });
    var table = cm.sortableTable(columns(), rows, {
      caption: cm.t("gap_list"), order: order, sorted: function (now) { order = now; },
      limit: function () { return whole || cm.printing ? rows.length : FIRST; },
      row: function (area) { return { "data-row": area.id }; }
    });
    table.classList.add("plain");
    var more = rows.length > FIRST && !whole && cm.h("button", {
      type: "button", class: "more", text: cm.t("show_all", { count: rows.length }),
      onclick: function () { whole = true; draw(); }
    });
    cm.$("gap-count").textContent = String(rows.length);
    cm.replace(cm.$("gap-table"), rows.length ? [table, more] : [cm.h("p", { class: "said", text: cm.t("no_gaps") })]);
  }

  cm.showProvinceGaps = function () {
    draw();
    cm.on("change", function (changes) { if ("rule" in changes) { draw(); } });
    cm.on("language", draw);
    cm.on("paper", draw);
  };
})(covermap);
