/* The proposed stations as a list: the text twin of the pins. */
(function (cm) {
  var FIRST = 12, MOST = 40; // rows at first, and at most: the rest is in the report
  var whole = false;

  function columns() {
    return [
      { name: cm.t("plan_station"), key: function (p) { return p.rank; },
        cell: function (p) {
          return cm.h("button", { type: "button", class: "name", "data-proposal": p.id },
            cm.pinSign(), cm.h("span", { text: p.rank + " \u00b7 " + cm.say(p.name) }));
        } },
      { name: cm.t("plan_closes"), class: "r", down: true, key: function (p) { return p.closes.length; },
        cell: function (p) { return cm.number(p.closes.length); } },
      { name: cm.t("plan_cost"), class: "r", key: function (p) { return p.cost; },
        cell: function (p) { return cm.number(p.cost, 2); } },
      { name: cm.t("plan_rate"), class: "r", key: function (p) { return p.rate[0]; },
        cell: function (p) { return cm.shareRange(p.rate); } }
    ];
  }

  function listed() { return cm.data.plan.proposals.filter(cm.inCounty); }

  function draw() {
    var rows = listed();
    cm.$("plan-box").hidden = !rows.length;
    cm.$("plan-count").textContent = String(rows.length);
    var table = cm.sortableTable(columns(), rows, {
      caption: cm.t("plan_list"), order: { column: 0, down: false },
      limit: function () { return whole || cm.printing ? MOST : FIRST; },
      row: function (p) {
        return { class: p.id === cm.state.proposal ? "chosen" : null, "data-row": p.id,
          onclick: function () { cm.openProposal(p); } };
      }
    });
    var more = rows.length > FIRST && !whole && cm.moreRows(cm.$("plan-table"), FIRST,
      cm.t("show_more_proposals", { count: Math.min(rows.length, MOST) }), function () { whole = true; draw(); });
    var rest = rows.length > MOST && cm.h("p", { class: "note", text: cm.t("plan_more", { count: rows.length - MOST }) });
    cm.replace(cm.$("plan-table"), [table, more, whole && rest]);
  }

  function mark() {
    document.querySelectorAll("#plan-table tr[data-row]").forEach(function (row) {
      row.classList.toggle("chosen", row.dataset.row === cm.state.proposal);
    });
  }

  cm.showPlanTable = function () {
    if (!cm.anyPlanned()) { return; }
    draw();
    cm.on("change", function (changes) { if ("county" in changes) { draw(); } else { mark(); } });
    cm.on("language", draw);
    cm.on("paper", draw);
  };
})(covermap);
