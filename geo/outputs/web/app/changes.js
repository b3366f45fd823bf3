/* What became of places between two runs: the verdicts under the rule in force, counts, signs. */
(function (cm) {
  cm.CHANGES = ["gained", "lost", "other", "new", "gone"];
  cm.changeFilter = {};

  /* Shape tells a change as well as colour does: up, down, sideways, added, taken away. */
  cm.CHANGE_SHAPES = {
    gained: "M0-7.4L7.4 6L-7.4 6Z",
    lost: "M0 7.4L7.4-6L-7.4-6Z",
    other: "M0-7.4L7.4 0L0 7.4L-7.4 0Z",
    "new": "M-2.4-7H2.4V-2.4H7V2.4H2.4V7H-2.4V2.4H-7V-2.4H-2.4Z",
    gone: "M-7-2.4H7V2.4H-7Z"
  };
  cm.changeSign = function (change) {
    return cm.svg("svg", { class: "sign", viewBox: "-9 -9 18 18", "aria-hidden": "true" },
      cm.svg("path", { class: "c-" + change, d: cm.CHANGE_SHAPES[change] }));
  };
  cm.changeName = function (change) { return cm.t("change_" + change); };

  /* {before, now, change} under the rule in force; null where that rule changed nothing. */
  cm.changeOf = function (place) {
    var found = place.rules[cm.state.rule];
    return found && found[2] !== "unchanged" ? { before: found[0], now: found[1], change: found[2] } : null;
  };
  cm.verdictName = function (verdict) {
    return verdict ? cm.code("verdict", verdict) : cm.t("not_judged");
  };
  cm.beforeNow = function (found) {
    return cm.verdictName(found.before) + " \u2192 " + cm.verdictName(found.now);
  };

  /* Places that changed under the rule in force, those of the goal first, and not filtered out. */
  cm.changedPlaces = function () {
    return cm.data.places.filter(function (place) {
      var found = cm.changeOf(place);
      return found && cm.changeFilter[found.change] !== false &&
        (place.group === "goal2022" || cm.state.extended);
    });
  };
  cm.place = function (id) {
    return cm.data.places.find(function (place) { return place.id === id; });
  };
  cm.categoryOf = function (place) {
    var found = cm.data.categories.find(function (c) { return c.id === place.category && c.group === place.group; });
    return found ? cm.say(found.name) : place.category;
  };

  /* Number of places by change; a category, or all of the goal. */
  cm.countChanges = function (group, category) {
    var sums = {};
    cm.CHANGES.concat("unchanged").forEach(function (change) { sums[change] = 0; });
    cm.data.counts.filter(function (row) {
      return row.group === group && row.rule === cm.state.rule && (!category || row.category === category);
    }).forEach(function (row) {
      Object.keys(sums).forEach(function (change) { sums[change] += row[change]; });
    });
    return sums;
  };
  cm.changesText = function (sums) {
    return cm.CHANGES.slice(0, 2).concat("unchanged", cm.CHANGES.slice(2)).filter(function (change) {
      return sums[change] || ["gained", "lost", "unchanged"].indexOf(change) >= 0;
    }).map(function (change) { return sums[change] + "\u00a0" + cm.changeName(change); }).join(" \u00b7 ");
  };
})(covermap);
