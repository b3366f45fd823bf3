/* The places of the province that are not (surely) met: the text twin of the signs on the map. */
(function (cm) {
  var FIRST = 12, PAGE = 20; // rows at first, and on a page of them all: the document stays light
  var page = -1, order = { column: 0, down: false };
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

  function turn(text, to, last) {
    return cm.h("button", {
      type: "button", class: "more", text: text, disabled: to < 0 || to > last,
      onclick: function () {
        var side = to < page ? 0 : 1; // the keyboard stays on the button that turns on
        page = to;
        draw();
        var buttons = cm.$("gap-table").querySelectorAll(".pager button");
        buttons[buttons[side].disabled ? 1 - side : side].focus({ preventScroll: true });
      }
    });
  }
  function pager(count) {
    var last = Math.ceil(count / PAGE) - 1;
    if (page < 0) { return turn(cm.t("show_all", { count: count }), 0, last); }
    return cm.h("nav", { class: "pager", "aria-label": cm.t("gap_list") }, turn(cm.t("page_before"), page - 1, last),
      cm.h("span", { text: cm.t("page_of", {
        from: page * PAGE + 1, to: Math.min(count, (page + 1) * PAGE), count: count
      }) }), turn(cm.t("page_after"), page + 1, last));
  }

  function draw() {
    var rows = cm.data.areas.filter(function (area) {
      return area.group === "goal2022" && cm.standing(area) in RANK;
    });
    var table = cm.sortableTable(columns(), rows, {
      caption: cm.t("gap_list"), order: order, sorted: function (now) { order = now; },
      from: function () { return cm.printing ? 0 : Math.max(0, page) * PAGE; },
      limit: function () { return cm.printing ? rows.length : page < 0 ? FIRST : (page + 1) * PAGE; },
      row: function (area) { return { "data-row": area.id }; }
    });
    table.classList.add("plain");
    page = Math.min(page, Math.ceil(rows.length / PAGE) - 1);
    cm.$("gap-count").textContent = String(rows.length);
    cm.replace(cm.$("gap-table"), rows.length ? [table, rows.length > FIRST && pager(rows.length)]
      : [cm.h("p", { class: "said", text: cm.t("no_gaps") })]);
  }

  cm.showProvinceGaps = function () {
    draw();
    cm.on("change", function (changes) { if ("rule" in changes) { draw(); } });
    cm.on("language", draw);
    cm.on("paper", draw);
  };
})(covermap);
