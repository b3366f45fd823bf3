/* The drawer's card of a place: verdicts, why, what is in the way, its networks, who answers for it. */
(function (cm) {
  function level(area) {
    if (!cm.isNumber(area.level)) {
      return cm.t(!area.at ? "no_coordinate" : area.verdict.reach === "no_data" ? "no_data" : "no_level");
    }
    return cm.number(area.level, 0) + " dBm";
  }

  function nearest(area) {
    if (!area.nearest) { return cm.t("no_data"); }
    var parts = [cm.number(area.nearest.km, area.nearest.km < 10 ? 2 : 1) + " km", area.nearest.id];
    if (area.nearest.operator) {
      parts.push(cm.operatorName(area.nearest.operator) + " " + area.nearest.band);
    }
    return parts.join(" \u00b7 ");
  }

  function precision(area) {
    var metres = area.precision, extent = Math.sqrt((area.km2 || 0) / Math.PI) * 1000;
    if (!cm.isNumber(metres)) { return [cm.t("precision_unknown"), ""]; }
    var shown = metres >= 1000 ? cm.number(metres / 1000, metres % 1000 ? 1 : 0) + " km" : cm.number(metres) + " m";
    return ["\u00b1 " + shown, cm.t(metres > extent ? "precision_coarse" : "precision_fine")];
  }

  function extent(area) {
    return cm.number(area.km2, area.km2 < 1 ? 2 : 1) + " km\u00b2 \u00b7 " + cm.code("extent", area.extent);
  }

  function subcategory(area) {
    var key = "sub_" + area.subcategory;
    return key in cm.data.strings[cm.lang] ? cm.t(key) : area.subcategory;
  }

  function why(area, verdict) {
    if (!area.cause) { return null; }
    // The point may be above the threshold while a part of the extent is not.
    var part = ["budget", "sector", "terrain"].indexOf(area.cause) >= 0 && !(area.margin < 0) ? "_area" : "";
    var key = "why_" + area.cause + part;
    if (!(key in cm.data.strings[cm.lang])) { return null; }
    return cm.h("div", { class: "why w-" + verdict },
      cm.h("b", { text: cm.t("why", { cause: cm.code("cause", area.cause) }) }),
      cm.h("p", { text: cm.t(key, {
        dbm: cm.number(cm.data.threshold.dbm), margin: cm.number(Math.abs(area.margin), 1),
        km: area.nearest ? cm.number(area.nearest.km, 1) : cm.t("no_data"), reason: area.excluded,
        station: area.sector ? area.sector.station.id : "", off: area.sector ? area.sector.off : ""
      }) }));
  }

  /* What was measured in the place stands beside what is predicted, never in its stead. */
  function measured(area) {
    if (!area.measured) { return []; }
    return [cm.fact(cm.t("measured"), cm.t("measured_cells", {
      count: cm.number(area.measured.cells), share: cm.percent(area.measured.share)
    }), area.basis === "measured" ? cm.t("area_basis_measured") : "")];
  }

  function keyPoints(area) {
    if (!area.points) { return []; }
    return [cm.fact(cm.t("rule_keypoints"), cm.badge(area.keypoints),
      [cm.t("key_points_count", { count: cm.number(area.points) }),
        area.worst && cm.t("worst_point", { name: area.worst })].filter(Boolean).join(" \u00b7 "))];
  }

  /* What is known of a place that has a coordinate. */
  function located(area) {
    if (!area.at) { return []; }
    var known = cm.isNumber(area.networks), sure = precision(area);
    return [
      cm.fact(cm.t("level"), level(area), cm.isNumber(area.margin)
        ? cm.t("margin_long", { margin: cm.signed(area.margin, 1) }) : ""),
      cm.fact(cm.t("nearest"), nearest(area))
    ].concat(cm.sectorFacts(area), cm.obstacleFacts(area, false), cm.proposalFacts(area), [
      cm.fact(cm.t("best_operator"), area.best ? cm.operatorName(area.best) : cm.t(known ? "none" : "no_data"),
        known ? cm.t("networks_here", { count: cm.number(area.networks) }) : ""),
      cm.fact(cm.t("precision"), sure[0], sure[1]),
      cm.fact(cm.t("extent"), extent(area)),
      cm.fact(cm.t("coordinate"), cm.lonlat(area.at[0], area.at[1]), "CGCS2000")
    ]);
  }

  function facts(area) {
    return cm.factList([
      cm.fact(cm.t("rule_area", { share: cm.data.threshold.share }), cm.badge(area.verdict.area),
        cm.shareRange(area.share)),
      cm.fact(cm.t("rule_reach"), cm.badge(area.verdict.reach))
    ].concat(measured(area), keyPoints(area), cm.planFacts(area), located(area)));
  }

  function dispute(found) {
    var about = [cm.code("rule", found.rule), found.operator === "any"
      ? cm.t("any_operator") : cm.operatorName(found.operator), found.date, found.id];
    return cm.h("li", { class: "d-" + found.status },
      cm.h("b", { text: cm.t("dispute_" + found.status) }),
      cm.h("span", { text: about.filter(Boolean).join(" \u00b7 ") }),
      cm.h("p", { text: found.note }));
  }
  function disputes(area) {
    if (!area.disputes.length) { return []; }
    return [cm.heading(cm.t("disputed")),
      cm.h.apply(null, ["ul", { class: "disputes" }].concat(area.disputes.map(dispute)))];
  }

  function responsible(area) {
    var owner = cm.say(area.owner), source = area.source;
    return cm.responsible(area, owner || cm.say(cm.category(area).body), owner ? "" : cm.t("owner_by_category"), [
      area.at ? cm.sourceFact(cm.t("source_coordinate"), source[0]) : [],
      area.at ? cm.fact(cm.t("licence_coordinate"), source[1] || cm.t("not_stated")) : [],
      cm.sourceFact(cm.t("source_fact"), source[2])
    ]);
  }

  cm.placeCard = function (area) {
    var verdict = area.verdict[cm.state.rule];
    var networks = area.by.filter(function (row) { return row.rule === cm.state.rule; });
    return cm.headline(area, verdict, [cm.categoryName(area), subcategory(area), cm.countyName(area.county)])
      .concat([
        area.at && cm.h("div", { class: "share" }, cm.shareBar(area.share)),
        why(area, verdict), facts(area)
      ], cm.profilePart(area), disputes(area), cm.gapList(area),
      cm.networkLists(networks, cm.t("own_networks")), responsible(area));
  };
})(covermap);
