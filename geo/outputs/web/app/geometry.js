/* Packed rings to what Leaflet draws, and counts of places. */
(function (cm) {
  var STEPS = 100000;

  /* Packed rings (whole 1e-5 degrees, differences) to [[[lat, lon], ...], ...] per polygon. */
  cm.unpack = function (polygons) {
    return polygons.map(function (rings) {
      return rings.map(function (flat) {
        var lon = 0, lat = 0, points = new Array(flat.length / 2);
        for (var i = 0; i < flat.length; i += 2) {
          lon += flat[i];
          lat += flat[i + 1];
          points[i / 2] = [lat / STEPS, lon / STEPS];
        }
        return points;
      });
    });
  };

  /* Verdict of a place under the rule in force; left out, and without a coordinate, are kinds of their own. */
  cm.standing = function (area) {
    var verdict = area.verdict[cm.state.rule];
    if (area.excluded) { return "excluded"; }
    return verdict === "no_data" && !area.at ? "no_coordinate" : verdict;
  };

  /* Counts that add up to all listed places; the rate is the range [met, all counted but not met]. */
  cm.tally = function (areas) {
    var found = { met: 0, undecided: 0, not_met: 0, no_data: 0, no_coordinate: 0, excluded: 0, all: areas.length };
    areas.forEach(function (area) { found[cm.standing(area)] += 1; });
    found.judged = found.met + found.undecided + found.not_met;
    found.counted = found.all - found.excluded;
    found.upper = found.counted - found.not_met;
    return found;
  };
  cm.rate = function (tally) {
    return tally.judged ? cm.range(tally.met, tally.upper, tally.counted) : cm.t("no_data");
  };
  cm.KINDS = ["met", "undecided", "not_met", "no_data", "no_coordinate"];
  cm.kindName = function (kind) {
    if (kind === "excluded") { return cm.code("cause", kind); }
    return kind === "no_coordinate" ? cm.t("no_coordinate") : cm.code("verdict", kind);
  };
  cm.tallyText = function (tally) {
    return cm.KINDS.concat("excluded").filter(function (kind) { return tally[kind] || kind === "met"; })
      .map(function (kind) { return tally[kind] + "\u00a0" + cm.kindName(kind); }).join(" \u00b7 ");
  };
  cm.tallyBar = function (tally) {
    return cm.bar(cm.KINDS.map(function (kind) { return { kind: kind, size: tally[kind] }; }),
      cm.tallyText(tally));
  };

  cm.inCounty = function (item) {
    return !cm.state.county || item.county === cm.state.county;
  };
})(covermap);
