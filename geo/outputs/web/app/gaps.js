/* Gaps of key areas: those of a place, the one chosen, and what the pointer is over. */
(function (cm) {
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

  cm.gapSummary = function (gap) {
    return [size(gap), cm.code("cause", gap.cause), short(gap)].filter(Boolean).join(" \u00b7 ");
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
    return cm.t("gap") + " \u00b7 " + (area ? cm.say(area.name) + " \u00b7 " : "") + cm.gapSummary(found.gap);
  };

  cm.showGaps = function () {
    cm.on("change", function (changes) {
      if ("selected" in changes && !("gap" in changes)) { cm.state.gap = ""; }
    });
  };
})(covermap);
