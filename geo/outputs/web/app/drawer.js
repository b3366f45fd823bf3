/* The right panel: one place, one station, one road or railway, or the region as a whole. */
(function (cm) {
  var shownStation = -1;

  var fact = cm.fact, facts = cm.factList;

  function heading(text) { return cm.h("h2", { text: text }); }
  function back() {
    return cm.h("button", { type: "button", class: "back", text: "\u2190 " + cm.t("overview"),
      onclick: function () { shownStation = -1; cm.set({ selected: "", line: "" }); } });
  }

  /* From the share that is sure (90 %) to the share that is likely (50 %). */
  function shareBar(share) {
    if (!cm.isNumber(share[0]) || !cm.isNumber(share[1])) { return null; }
    return cm.bar([
      { kind: "met", size: share[1] }, { kind: "undecided", size: Math.max(0, share[0] - share[1]) },
      { kind: "rest", size: 1 - Math.max(share[0], share[1]) }
    ], cm.shareRange(share));
  }

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

  function stationFact(term, station, more) {
    var parts = [station.id || cm.t("not_stated")];
    if (station.operator) { parts.push(cm.operatorName(station.operator) + " " + station.band); }
    return fact(term, parts.join(" \u00b7 "), more);
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
      fact(cm.t("obstacle"), cm.isNumber(found.height)
        ? cm.t("above_sea", { height: cm.number(found.height) }) : cm.t("height_unknown"),
      from + (isGap ? cm.t("obstacle_from_gap", km) : cm.t("obstacle_from_place", km))),
      fact(cm.t("obstacle_coordinate"), cm.lonlat(found.at[0], found.at[1]), "CGCS2000")
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

  function precision(area) {
    var metres = area.precision, extent = Math.sqrt((area.km2 || 0) / Math.PI) * 1000;
    if (!cm.isNumber(metres)) { return [cm.t("precision_unknown"), ""]; }
    var shown = metres >= 1000 ? cm.number(metres / 1000, metres % 1000 ? 1 : 0) + " km" : cm.number(metres) + " m";
    return ["\u00b1 " + shown, cm.t(metres > extent ? "precision_coarse" : "precision_fine")];
  }

  function extent(area) {
    return cm.number(area.km2, area.km2 < 1 ? 2 : 1) + " km\u00b2 \u00b7 " + cm.code("extent", area.extent);
  }

  function ownNetworks(area) {
    var rows = area.by.filter(function (row) { return row.rule === cm.state.rule; });
    if (!rows.length) { return []; }
    return [heading(cm.t("own_networks")), networks(rows)];
  }
  function networks(rows) {
    return cm.h.apply(null, ["ul", { class: "networks" }].concat(rows.map(function (row) {
      var name = cm.operatorName(row.operator) +
        (row.basis === "measured" ? " \u00b7 " + cm.t("area_basis_measured") : "");
      return cm.h("li", null, cm.sign(row.verdict), cm.h("span", { text: name }),
        shareBar(row.share), cm.h("b", { text: cm.shareRange(row.share) }));
    })));
  }

  /* What was measured in the place stands beside what is predicted, never in its stead. */
  function measured(area) {
    if (!area.measured) { return []; }
    return [fact(cm.t("measured"), cm.t("measured_cells", {
      count: cm.number(area.measured.cells), share: cm.percent(area.measured.share)
    }), area.basis === "measured" ? cm.t("area_basis_measured") : "")];
  }

  function disputes(area) {
    if (!area.disputes.length) { return []; }
    return [heading(cm.t("disputed")), cm.h.apply(null, ["ul", { class: "disputes" }].concat(
      area.disputes.map(function (found) {
        var about = [cm.code("rule", found.rule), found.operator === "any"
          ? cm.t("any_operator") : cm.operatorName(found.operator), found.date, found.id];
        return cm.h("li", { class: "d-" + found.status },
          cm.h("b", { text: cm.t("dispute_" + found.status) }),
          cm.h("span", { text: about.filter(Boolean).join(" \u00b7 ") }),
          cm.h("p", { text: found.note }));
      })))];
  }

  function place(area) {
    var verdict = area.verdict[cm.state.rule], share = cm.data.threshold.share;
    var about = [cm.categoryName(area), subcategory(area), cm.countyName(area.county)];
    var known = cm.isNumber(area.networks);
    var sure = precision(area), owner = cm.say(area.owner) || cm.say(cm.category(area).body);
    var rows = [
      fact(cm.t("rule_area", { share: share }), cm.badge(area.verdict.area), cm.shareRange(area.share)),
      fact(cm.t("rule_reach"), cm.badge(area.verdict.reach))
    ].concat(measured(area));
    if (area.points) {
      rows.push(fact(cm.t("rule_keypoints"), cm.badge(area.keypoints),
        [cm.t("key_points_count", { count: cm.number(area.points) }),
          area.worst && cm.t("worst_point", { name: area.worst })].filter(Boolean).join(" \u00b7 ")));
    }
    if (area.at) {
      rows = rows.concat([
        fact(cm.t("level"), level(area), cm.isNumber(area.margin)
          ? cm.t("margin_long", { margin: cm.signed(area.margin, 1) }) : ""),
        fact(cm.t("nearest"), nearest(area))
      ], cm.sectorFacts(area), cm.obstacleFacts(area, false), [
        fact(cm.t("best_operator"), area.best ? cm.operatorName(area.best) : cm.t(known ? "none" : "no_data"),
          known ? cm.t("networks_here", { count: cm.number(area.networks) }) : ""),
        fact(cm.t("precision"), sure[0], sure[1]),
        fact(cm.t("extent"), extent(area)),
        fact(cm.t("coordinate"), cm.lonlat(area.at[0], area.at[1]), "CGCS2000")
      ]);
    }
    return [
      back(),
      cm.h("div", { class: "headline" }, cm.h("h3", { text: cm.say(area.name) }), cm.badge(verdict)),
      cm.h("p", { class: "about", text: about.filter(Boolean).join(" \u00b7 ") }),
      area.at && cm.h("div", { class: "share" }, shareBar(area.share)),
      why(area, verdict), facts(rows)
    ].concat(disputes(area), cm.gapList(area), ownNetworks(area), [
      heading(cm.t("responsible")),
      facts([
        fact(cm.t("owner"), owner || cm.t("not_stated"), cm.say(area.owner) ? "" : cm.t("owner_by_category")),
        fact(cm.t("source"), area.source.filter(Boolean).join(" \u00b7 ") || cm.t("not_stated")),
        fact(cm.t("id"), area.id)
      ])
    ]);
  }

  /* A road or railway: its kilometres, its verdict, its longest gap. */
  function line(found) {
    var gap = found.gap, share = { share: cm.data.threshold.share };
    function km(value) { return cm.number(value, 1) + " km"; }
    function place(at) { return cm.lonlat(at[0], at[1]); }
    var missing = found.stretches.filter(function (s) { return s.cause !== "no_data"; });
    var rows = [
      fact(cm.t("rule_linear", share), cm.badge(found.verdict), cm.shareRange(found.share)),
      fact(cm.t("line_km"), km(found.km)),
      fact(cm.t("line_km_covered"), found.covered[0] === found.covered[1] ? km(found.covered[0])
        : cm.number(found.covered[1], 1) + "\u2013" + km(found.covered[0]))
    ];
    if (found.unknown > 0) { rows.push(fact(cm.t("line_unknown_km"), km(found.unknown))); }
    rows.push(fact(cm.t("line_gap_longest"), gap ? km(gap.km) : cm.t("line_no_gap"), gap
      ? cm.t("line_from_to", { from: place(gap.ends[0]), to: place(gap.ends[1]) }) : ""));
    if (missing.length) {
      rows.push(fact(cm.t("line_stretches"), cm.t("line_stretches_count", {
        count: cm.number(missing.length),
        km: cm.number(missing.reduce(function (sum, s) { return sum + s.km; }, 0), 1)
      }), causes(missing)));
    }
    return [
      back(),
      cm.h("div", { class: "headline" }, cm.h("h3", { text: cm.say(found.name) }), cm.badge(found.verdict)),
      cm.h("p", { class: "about", text: [cm.say(found.kind), found.class].filter(Boolean).join(" \u00b7 ") }),
      cm.h("div", { class: "share" }, shareBar(found.share)),
      cm.h("p", { class: "note", text: cm.t("why_linear", share) }), facts(rows),
      gap && cm.h("button", { type: "button", class: "more", text: cm.t("zoom_to_gap"),
        onclick: function () { cm.zoomToGap(found); } }),
      heading(cm.t("line_by_networks")), networks(found.by),
      heading(cm.t("responsible")),
      facts([
        fact(cm.t("owner"), cm.say(found.owner) || cm.t("not_stated")),
        fact(cm.t("source"), found.source || cm.t("not_stated")),
        fact(cm.t("id"), found.id)
      ])
    ];
  }

  /* Kilometres by cause, the most first. */
  function causes(stretches) {
    var km = {};
    stretches.forEach(function (s) { km[s.cause] = (km[s.cause] || 0) + s.km; });
    return Object.keys(km).sort(function (a, b) { return km[b] - km[a]; }).map(function (cause) {
      return cm.code("cause", cause) + " " + cm.number(km[cause], 1) + " km";
    }).join(" \u00b7 ");
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

  function subcategory(area) {
    var key = "sub_" + area.subcategory;
    return key in cm.data.strings[cm.lang] ? cm.t(key) : area.subcategory;
  }

  function station(index) {
    var found = cm.station(index);
    return [
      back(),
      cm.h("div", { class: "headline" }, cm.h("h3", { text: found.name || found.id }),
        cm.data.run.synthetic && cm.h("span", { class: "badge b-synthetic", text: "SYNTHETIC" })),
      cm.h("p", { class: "about", text: cm.t("station") + " \u00b7 " + cm.countyName(found.county) }),
      facts([
        fact(cm.t("id"), found.id), fact(cm.t("operator"), cm.operatorName(found.operator)),
        fact(cm.t("band"), found.band || cm.t("not_stated")), fact(cm.t("status"), statusName(found.status)),
        fact(cm.t("height"), cm.isNumber(found.height) ? cm.number(found.height) + " m" : cm.t("no_data")),
        fact(cm.t("azimuth"), cm.isNumber(found.azimuth) ? found.azimuth + "\u00b0" : cm.t("omni")),
        fact(cm.t("coordinate"), cm.lonlat(found.at[0], found.at[1]), "CGCS2000")
      ])
    ];
  }
  function statusName(status) {
    return ["built", "planned", "proposed"].indexOf(status) < 0 ? status || cm.t("not_stated") : cm.t("station_" + status);
  }
  cm.statusName = statusName;

  function draw(toTop) {
    var area = cm.area(cm.state.selected), found = cm.line(cm.state.line), drawer = cm.$("drawer");
    var content = shownStation >= 0 ? station(shownStation) : area ? place(area) : found ? line(found) : cm.overview();
    drawer.classList.toggle("has-choice", shownStation >= 0 || Boolean(area || found));
    cm.replace(cm.$("drawer-content"), content);
    if (toTop !== false) { drawer.scrollTop = 0; }
  }

  cm.showDrawer = function () {
    draw();
    cm.on("change", function (changes) {
      if ("selected" in changes || "line" in changes) { shownStation = -1; }
      if ("selected" in changes || "line" in changes || "rule" in changes || "county" in changes) { draw(true); }
      else if ("gap" in changes) { draw(false); }
    });
    cm.on("station", function (found) { shownStation = found.index; draw(); });
    cm.on("language", draw);
    document.addEventListener("keydown", function (event) {
      if (event.key === "Escape" && (cm.state.selected || cm.state.line || shownStation >= 0)) {
        shownStation = -1;
        cm.set({ selected: "", line: "" });
      }
    });
  };
})(covermap);
