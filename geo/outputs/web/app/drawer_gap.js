/* The gaps of a place in the drawer: the largest listed, one of them open. */
(function (cm) {
  var LISTED = 8;

  function insideOf(gap) {
    return (gap.inside || []).map(function (id) {
      var area = cm.area(id);
      return area ? cm.say(area.name) : id;
    });
  }

  function details(gap) {
    var inside = insideOf(gap);
    var facts = cm.factList([
      cm.isNumber(gap.altitude) ? cm.fact(cm.t("altitude"), cm.number(gap.altitude) + " m") : [],
      cm.fact(cm.t("nearest"), cm.isNumber(gap.near) ? cm.number(gap.near, 1) + " km" : cm.t("no_data"))
    ].concat(cm.sectorFacts(gap), cm.obstacleFacts(gap, true), [
      cm.isNumber(gap.people) ? cm.fact(cm.t("gap_people"), cm.number(gap.people)) : [],
      inside.length ? cm.fact(cm.t("gap_inside", { count: inside.length }), inside.join(cm.t("comma"))) : [],
      cm.fact(cm.t("coordinate"), cm.lonlat(gap.at[0], gap.at[1]), "CGCS2000"),
      cm.fact(cm.t("id"), gap.id)
    ]));
    return [facts, gap.profile && cm.profileFigure(gap.profile)];
  }

  function item(gap) {
    var chosen = gap.id === cm.state.gap;
    return cm.h.apply(null, ["li", null, cm.h("button", {
      type: "button", class: "name", "data-gap": gap.id, "aria-expanded": String(chosen),
      onclick: function () {
        cm.set({ gap: chosen ? "" : gap.id });
        if (!chosen) { cm.zoomTo(gap); }
      }
    }, cm.h("i", { class: "swatch gap" }), cm.h("span", { text: cm.gapSummary(gap) }))]
      .concat(chosen ? details(gap) : []));
  }

  /* The largest gaps of a place; more of them are in the report. */
  cm.gapList = function (area) {
    var gaps = cm.gapsOf(area);
    if (!gaps.length) { return []; }
    return [
      cm.heading(cm.t("gaps_here", { count: gaps.length })),
      cm.h.apply(null, ["ul", { class: "gaps" }].concat(gaps.slice(0, LISTED).map(item))),
      gaps.length > LISTED && cm.h("p", { class: "said", text: cm.t("gaps_more", { count: gaps.length - LISTED }) })
    ];
  };
})(covermap);
