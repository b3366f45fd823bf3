/* The drawer's card of a road or railway: its kilometres, its verdict, its longest gap. */
(function (cm) {
  function km(value) { return cm.number(value, 1) + " km"; }
  function point(at) { return cm.lonlat(at[0], at[1]); }

  /* Kilometres by cause, the most first. */
  function causes(stretches) {
    var found = {};
    stretches.forEach(function (s) { found[s.cause] = (found[s.cause] || 0) + s.km; });
    return Object.keys(found).sort(function (a, b) { return found[b] - found[a]; }).map(function (cause) {
      return cm.code("cause", cause) + " " + km(found[cause]);
    }).join(" \u00b7 ");
  }

  function stretches(line) {
    var missing = line.stretches.filter(function (s) { return s.cause !== "no_data"; });
    if (!missing.length) { return []; }
    return cm.fact(cm.t("line_stretches"), cm.t("line_stretches_count", {
      count: cm.number(missing.length),
      km: cm.number(missing.reduce(function (sum, s) { return sum + s.km; }, 0), 1)
    }), causes(missing));
  }

  function facts(line, share) {
    var gap = line.gap, low = line.covered[1], high = line.covered[0];
    return cm.factList([
      cm.fact(cm.t("rule_linear", share), cm.badge(line.verdict), cm.shareRange(line.share)),
      cm.fact(cm.t("line_km"), km(line.km)),
      cm.fact(cm.t("line_km_covered"), low === high ? km(high) : cm.number(low, 1) + "\u2013" + km(high)),
      line.unknown > 0 ? cm.fact(cm.t("line_unknown_km"), km(line.unknown)) : [],
      cm.fact(cm.t("line_gap_longest"), gap ? km(gap.km) : cm.t("line_no_gap"), gap
        ? cm.t("line_from_to", { from: point(gap.ends[0]), to: point(gap.ends[1]) }) : ""),
      stretches(line)
    ]);
  }

  cm.lineCard = function (line) {
    var share = { share: cm.data.threshold.share };
    return cm.headline(line, line.verdict, [cm.say(line.kind), line.class]).concat([
      cm.h("div", { class: "share" }, cm.shareBar(line.share)),
      cm.h("p", { class: "note", text: cm.t("why_linear", share) }), facts(line, share),
      line.gap && cm.h("button", { type: "button", class: "more", text: cm.t("zoom_to_gap"),
        onclick: function () { cm.zoomToGap(line); } })
    ], cm.networkLists(line.by, cm.t("line_by_networks")),
    cm.responsible(line, cm.say(line.owner), "", [cm.sourceFact(cm.t("source"), line.source)]));
  };
})(covermap);
