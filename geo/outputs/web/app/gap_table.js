/* What is not (surely) covered, and what cannot be judged for want of a coordinate:
   the text twin of the map. */
(function (cm) {
  var FIRST = 30;
  var whole = false;

  function columns() {
    return [
      { name: cm.t("place"), key: function (a) { return cm.say(a.name); },
        cell: function (a) {
          return cm.h("button", { type: "button", class: "name", "data-area": a.id },
            cm.sign(a.verdict[cm.state.rule]), cm.h("span", { text: cm.say(a.name) }));
        } },
      { name: cm.t("county"), class: "n", key: function (a) { return cm.countyName(a.county); },
        cell: function (a) {
          var county = cm.county(a.county);
          return county ? cm.say(county.short) : "\u2014";
        } },
      { name: cm.t("covered"), class: "r", key: function (a) { return a.share[0]; },
        cell: function (a) { return cm.shareRange(a.share); } },
      { name: cm.t("margin"), class: "r", key: function (a) { return a.margin; },
        cell: function (a) { return cm.isNumber(a.margin) ? cm.signed(a.margin, 1) : "\u2014"; } },
      { name: cm.t("cause"), class: "n", key: function (a) { return cm.t("cause_short_" + (a.cause || "none")); },
        cell: function (a) {
          var more = inTheWay(a);
          return cm.h("td", { class: "n", text: cm.t("cause_short_" + (a.cause || "none")) },
            more && cm.h("small", { text: more, title: standsBehind(a) }));
        } }
    ];
  }

  function standsBehind(area) {
    var station = cm.pathStation(area);
    return station ? station.id : null;
  }

  /* How far a sector would have to turn, or how high the ridge is. */
  function inTheWay(area) {
    if (area.sector) { return cm.t("sector_off", { off: area.sector.off }); }
    return area.blocked && cm.isNumber(area.blocked.height) ? cm.number(area.blocked.height) + " m" : "";
  }

  function open(area) {
    cm.set({ selected: area.id });
    cm.zoomTo(area);
  }

  function listed() {
    return cm.data.areas.filter(function (area) {
      var verdict = area.verdict[cm.state.rule];
      return area.at && (verdict === "not_met" || verdict === "undecided") && cm.inCounty(area) &&
        (area.group === "goal2022" || cm.state.extended);
    });
  }

  function draw() {
    var rows = listed(), host = cm.$("gap-table");
    var table = cm.sortableTable(columns(), rows, {
      caption: cm.t("gap_list"), order: { column: 2, down: false },
      limit: function () { return whole || cm.printing ? rows.length : FIRST; },
      row: function (area) {
        return {
          class: area.id === cm.state.selected ? "chosen" : null,
          "data-row": area.id, onclick: function () { open(area); }
        };
      }
    });
    cm.$("gap-count").textContent = String(rows.length);
    var more = rows.length > FIRST && !whole &&
      cm.moreRows(cm.$("gap-table"), FIRST, cm.t("show_all", { count: rows.length }), function () { whole = true; draw(); });
    cm.replace(host, rows.length ? [table, more] : [cm.h("p", { class: "said", text: cm.t("no_gaps") })]);
  }

  function drawUnlocated() {
    var rows = cm.data.areas.filter(function (area) { return !area.at && cm.inCounty(area); });
    cm.$("unlocated-count").textContent = String(rows.length);
    var list = cm.$("unlocated");
    if (!cm.$("unlocated-box").open && !cm.printing) { cm.replace(list, []); return; }
    cm.replace(list, rows.map(function (area) {
      return cm.h("li", null,
        cm.h("button", { type: "button", class: "name", text: cm.say(area.name),
          onclick: function () { cm.set({ selected: area.id }); } }),
        cm.h("span", { text: cm.categoryName(area) + " \u00b7 " + cm.countyName(area.county) }));
    }));
  }

  function mark() {
    document.querySelectorAll("#gap-table tr[data-row]").forEach(function (row) {
      row.classList.toggle("chosen", row.dataset.row === cm.state.selected);
    });
  }

  cm.showGapTable = function () {
    function all() { draw(); drawUnlocated(); }
    all();
    cm.$("unlocated-box").addEventListener("toggle", drawUnlocated);
    cm.on("change", function (changes) {
      if ("county" in changes || "rule" in changes || "extended" in changes) { all(); }
      else if ("selected" in changes) { mark(); }
    });
    cm.on("language", all);
    cm.on("paper", all);
  };
})(covermap);
