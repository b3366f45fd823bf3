/* Parts that several cards of the drawer are made of. */
(function (cm) {
  var KINDS = ["own", "sharing", "lte"];

  cm.heading = function (text) { return cm.h("h2", { text: text }); };

  /* From the share that is sure (90 %) to the share that is likely (50 %). */
  cm.shareBar = function (share) {
    if (!cm.isNumber(share[0]) || !cm.isNumber(share[1])) { return null; }
    return cm.bar([
      { kind: "met", size: share[1] }, { kind: "undecided", size: Math.max(0, share[0] - share[1]) },
      { kind: "rest", size: 1 - Math.max(share[0], share[1]) }
    ], cm.shareRange(share));
  };

  /* The name of a place or line, what it is, and its bar. */
  cm.headline = function (item, verdict, about) {
    return [
      cm.h("div", { class: "headline" }, cm.h("h3", { text: cm.say(item.name) }), cm.badge(verdict)),
      cm.h("p", { class: "about", text: about.filter(Boolean).join(" \u00b7 ") })
    ];
  };

  function networkRow(row) {
    var name = row.operator ? cm.operatorName(row.operator) : cm.t("any_operator");
    if (row.basis === "measured") { name += " \u00b7 " + cm.t("area_basis_measured"); }
    return cm.h("li", null, cm.sign(row.verdict), cm.h("span", { text: name }),
      cm.shareBar(row.share), cm.h("b", { text: cm.shareRange(row.share) }));
  }

  /* Verdicts by whose networks: each operator's own, then with sharing and by 4G where the run has them. */
  cm.networkLists = function (rows, title) {
    return [].concat.apply([], KINDS.map(function (kind) {
      var those = rows.filter(function (row) { return row.networks === kind; });
      if (!those.length) { return []; }
      return [
        cm.heading(kind === "own" ? title : cm.t("networks_" + kind)),
        cm.h.apply(null, ["ul", { class: "networks", "data-networks": kind }].concat(those.map(networkRow)))
      ];
    }));
  };

  function stationFact(term, station, more) {
    var parts = [station.id || cm.t("not_stated")];
    if (station.operator) { parts.push(cm.operatorName(station.operator) + " " + station.band); }
    return cm.fact(term, parts.join(" \u00b7 "), more);
  }

  /* The blocking point: where it is, and how far from the station and from the place or gap. */
  cm.obstacleFacts = function (target, isGap) {
    var found = target.blocked;
    if (!found) { return []; }
    var from = cm.isNumber(found.station.km)
      ? cm.t("obstacle_from_station", { km: cm.number(found.station.km, 1) }) + " \u00b7 " : "";
    var km = { km: cm.number(found.km, 1) };
    return [
      stationFact(cm.t("obstacle_station"), found.station),
      cm.fact(cm.t("obstacle"), cm.isNumber(found.height)
        ? cm.t("above_sea", { height: cm.number(found.height) }) : cm.t("height_unknown"),
      from + (isGap ? cm.t("obstacle_from_gap", km) : cm.t("obstacle_from_place", km))),
      cm.fact(cm.t("obstacle_coordinate"), cm.lonlat(found.at[0], found.at[1]), "CGCS2000")
    ];
  };

  /* The station that looks away, where to, and how far it would have to turn. */
  cm.sectorFacts = function (target) {
    var found = target.sector;
    if (!found) { return []; }
    var azimuth = cm.isNumber(found.station.azimuth)
      ? cm.t("azimuth") + " " + found.station.azimuth + "\u00b0 \u00b7 " : "";
    return [stationFact(cm.t("sector_station"), found.station,
      azimuth + cm.t("sector_off", { off: found.off }))];
  };

  /* Who answers for it, and where it comes from; long sources fold. */
  cm.responsible = function (item, owner, remark, sources) {
    return [
      cm.heading(cm.t("responsible")),
      cm.factList([cm.fact(cm.t("owner"), owner || cm.t("not_stated"), remark)].concat(sources, [
        cm.fact(cm.t("id"), item.id)
      ]))
    ];
  };

  var LONG = 40; // signs that a source may have before it folds

  /* A source as it stands in the catalogue: its first part, the rest on demand. */
  cm.sourceFact = function (term, source) {
    if (!source) { return cm.fact(term, cm.t("not_stated")); }
    var first = source.split(";")[0], rest = source.slice(first.length);
    if (source.length <= LONG || rest.length < 2) { return cm.fact(term, source); }
    return cm.fact(term, cm.h("details", { class: "source" }, cm.h("summary", { text: first }),
      cm.h("span", { text: rest })));
  };
})(covermap);
