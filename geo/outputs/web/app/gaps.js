/* Gaps of key areas: the list in the drawer, the one chosen, and what the pointer is over. */
(function (cm) {
  var LISTED = 8;

  cm.gapsOf = function (area) {
    return cm.data.gaps.filter(function (gap) { return gap.area === area.id; })
      .sort(function (a, b) { return b.km2 - a.km2; });
  };

  /* The gap chosen in the drawer; it is one of the place that is. */
  cm.chosenGap = function () {
    return cm.data.gaps.find(function (gap) {
      return gap.id === cm.state.gap && gap.area === cm.state.selected;
    });
  };

  /* What the map draws the path to: the chosen gap, else the chosen place. */
  cm.target = function () {
    var area = cm.area(cm.state.selected);
    return cm.chosenGap() || (area && area.at ? area : null);
  };

  function size(gap) {
    return cm.number(gap.km2, gap.km2 < 0.1 ? 3 : gap.km2 < 10 ? 2 : 1) + " km\u00b2";
  }

  function short(gap) {
    return cm.isNumber(gap.short) ? cm.t("gap_short", { margin: cm.number(gap.short, 1) }) : "";
  }

  function summary(gap) {
    return [size(gap), cm.code("cause", gap.cause), short(gap)].filter(Boolean).join(" \u00b7 ");
  }

  function insideOf(gap) {
    return (gap.inside || []).map(function (id) {
      var area = cm.area(id);
      return area ? cm.say(area.name) : id;
    });
  }

  function details(gap) {
    var inside = insideOf(gap);
    return cm.factList([
      cm.isNumber(gap.altitude) ? cm.fact(cm.t("altitude"), cm.number(gap.altitude) + " m") : [],
      cm.fact(cm.t("nearest"), cm.isNumber(gap.near) ? cm.number(gap.near, 1) + " km" : cm.t("no_data"))
    ].concat(cm.sectorFacts(gap), cm.obstacleFacts(gap, true), [
      cm.isNumber(gap.people) ? cm.fact(cm.t("gap_people"), cm.number(gap.people)) : [],
      inside.length ? cm.fact(cm.t("gap_inside", { count: inside.length }), inside.join(cm.t("comma"))) : [],
      cm.fact(cm.t("coordinate"), cm.lonlat(gap.at[0], gap.at[1]), "CGCS2000"),
      cm.fact(cm.t("id"), gap.id)
    ]));
  }

  function item(gap) {
    var chosen = gap.id === cm.state.gap;
    return cm.h("li", null, cm.h("button", {
      type: "button", class: "name", "data-gap": gap.id, "aria-expanded": String(chosen),
      onclick: function () {
        cm.set({ gap: chosen ? "" : gap.id });
        if (!chosen) { cm.zoomTo(gap); }
      }
    }, cm.h("i", { class: "swatch gap" }), cm.h("span", { text: summary(gap) })),
    chosen && details(gap));
  }

  /* The largest gaps of a place; more of them are in the report. */
  cm.gapList = function (area) {
    var gaps = cm.gapsOf(area);
    if (!gaps.length) { return []; }
    return [
      cm.h("h2", { text: cm.t("gaps_here", { count: gaps.length }) }),
      cm.h.apply(null, ["ul", { class: "gaps" }].concat(gaps.slice(0, LISTED).map(item))),
      gaps.length > LISTED && cm.h("p", { class: "said", text: cm.t("gaps_more", { count: gaps.length - LISTED }) })
    ];
  };

  function within(ring, x, y) {
    var odd = false;
    ring.forEach(function (one, index) {
      var other = ring[index ? index - 1 : ring.length - 1];
      if (one[0] > y !== other[0] > y &&
          x < (other[1] - one[1]) * (y - one[0]) / (other[0] - one[0]) + one[1]) { odd = !odd; }
    });
    return odd;
  }

  /* What is said of the gap under the pointer, of those that are drawn. */
  cm.tipAt = function (at) {
    var found = cm.gapsDrawn().find(function (drawn) {
      return drawn.bounds.contains(at) && drawn.polygons.some(function (rings) {
        return rings.filter(function (ring) { return within(ring, at.lng, at.lat); }).length % 2 === 1;
      });
    });
    if (!found) { return ""; }
    var area = cm.area(found.gap.area);
    return cm.t("gap") + " \u00b7 " + (area ? cm.say(area.name) + " \u00b7 " : "") + summary(found.gap);
  };

  cm.showGaps = function () {
    cm.state.gap = "";
    cm.on("change", function (changes) {
      if ("selected" in changes && !("gap" in changes)) { cm.state.gap = ""; }
    });
  };
})(covermap);
