/* The drawer's card of a proposed station, and what the card of a place says of the plan. */
(function (cm) {
  var COSTS = ["site", "road", "power", "fibre"];

  function opener(proposal, text) {
    return cm.h("button", {
      type: "button", class: "name", "data-proposal": proposal.id, onclick: function () { cm.openProposal(proposal); }
    }, cm.pinSign(), cm.h("span", { text: text }));
  }

  /* The station it goes to leads to its own card where the page has it. */
  function host(proposal) {
    var index = cm.findStation(proposal.host);
    if (index < 0) { return proposal.host || cm.t("plan_new_site"); }
    return cm.h("button", { type: "button", class: "name", "data-station": proposal.host,
      onclick: function () { cm.showStation(cm.station(index)); } }, cm.h("span", { text: proposal.host }));
  }

  function cost(proposal) {
    var parts = COSTS.map(function (name, i) {
      return proposal.costs[i] ? cm.t("plan_cost_" + name) + " " + cm.number(proposal.costs[i], 2) : "";
    }).filter(Boolean);
    return cm.fact(cm.t("plan_cost"), cm.number(proposal.cost, 2) + " " + cm.say(cm.data.plan.unit), parts.join(" \u00b7 "));
  }

  function zone(proposal) {
    return proposal.zone ? cm.fact(cm.t("plan_zone"), proposal.zone, cm.t("plan_penalty", { penalty: cm.number(proposal.penalty, 2) })) : [];
  }

  function adds(proposal) {
    var parts = [cm.number(proposal.km2, 2) + " km\u00b2"];
    if (cm.isNumber(proposal.people)) { parts.push(cm.t("plan_people", { count: cm.number(proposal.people) })); }
    if (proposal.line > 0) { parts.push(cm.t("plan_line", { km: cm.number(proposal.line, 1) })); }
    return cm.fact(cm.t("plan_adds"), parts.join(" \u00b7 "), cm.t("plan_adds_note"));
  }

  function facts(proposal) {
    var aims = proposal.azimuths.map(function (azimuth) { return azimuth + "\u00b0"; }).join(" ");
    return cm.factList([
      cm.fact(cm.t("plan_host"), host(proposal), cm.code("candidate", proposal.kind)),
      cm.fact(cm.t("operator"), [cm.operatorName(proposal.operator), proposal.band].filter(Boolean).join(" \u00b7 ")),
      cm.fact(cm.t("height"), cm.number(proposal.height) + " m",
        cm.isNumber(proposal.ground) ? cm.t("plan_ground", { height: cm.number(proposal.ground) }) : ""),
      cm.fact(cm.t("azimuth"), aims || cm.t("omni")),
      cm.fact(cm.t("coordinate"), cm.lonlat(proposal.at[0], proposal.at[1]), "CGCS2000"),
      cost(proposal), zone(proposal), adds(proposal),
      cm.fact(cm.t("plan_rate_long"), cm.shareRange(proposal.rate), cm.t("plan_rate_note")),
      cm.fact(cm.t("id"), proposal.id)
    ]);
  }

  function place(told) {
    var area = cm.area(told.area);
    return cm.h("li", null, cm.sign(told.after || area.verdict.area),
      cm.h("button", { type: "button", class: "name", "data-area": area.id, onclick: function () { cm.openPlace(area); } },
        cm.h("span", { text: cm.say(area.name) })),
      cm.h("small", { text: cm.code("outcome", told.status) }));
  }

  function closes(proposal) {
    var told = cm.placesBy(proposal).filter(function (one) { return cm.area(one.area); });
    var more = proposal.elsewhere ? [cm.h("p", { class: "note", text: cm.t("plan_elsewhere", { count: cm.number(proposal.elsewhere) }) })] : [];
    var list = told.length ? cm.h.apply(null, ["ul", { class: "closes" }].concat(told.map(place)))
      : cm.h("p", { class: "said", text: cm.t("plan_closes_none") });
    return [cm.heading(cm.t("plan_closes_places")), list].concat(more);
  }

  cm.proposalCard = function (proposal) {
    var badge = cm.h("span", { class: "badge b-proposed" }, cm.pinSign(),
      cm.h("span", { text: cm.t("plan_station") + " \u00b7 " + cm.t("predicted") }));
    return [
      cm.h("div", { class: "headline" }, cm.h("h3", { text: cm.say(proposal.name) }), badge,
        cm.data.run.synthetic && cm.h("span", { class: "badge b-synthetic", text: "SYNTHETIC" })),
      cm.h("p", { class: "about", text: [cm.t("plan_station_rank", { rank: proposal.rank }),
        cm.code("candidate", proposal.kind), cm.countyName(proposal.county)].filter(Boolean).join(" \u00b7 ") }),
      facts(proposal)
    ].concat(closes(proposal), [
      cm.h("p", { class: "note", text: cm.t("plan_note") }),
      cm.h("p", { class: "links" }, cm.h("a", {
        href: cm.data.plan.report + "#proposals-" + proposal.rank, text: cm.t("plan_in_report")
      }))
    ]);
  };

  /* What the plan does for a place, with the stations it takes. */
  cm.planFacts = function (area) {
    var told = cm.planOf(area);
    if (!told) { return []; }
    var by = told.by.map(cm.proposal).filter(Boolean).map(function (proposal) {
      return opener(proposal, proposal.rank + " \u00b7 " + cm.say(proposal.name));
    });
    var said = cm.h.apply(null, ["span", { class: "planned" }, cm.h("span", { text: cm.code("outcome", told.status) })].concat(by));
    return [cm.fact(cm.t("plan"), said, cm.say(told.what))];
  };
})(covermap);
