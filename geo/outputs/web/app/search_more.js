/* What the page of a prefecture finds besides places: roads, railways, proposals, counties, stations. */
(function (cm) {
  var MOST_STATIONS = 4;

  cm.searched.push(
    { of: function () { return cm.data.lines; },
      names: function (line) { return line.name.concat(line.id); },
      sign: function (line) { return cm.sign(line.verdict); },
      about: function (line) { return cm.say(line.kind) + " \u00b7 " + cm.number(line.km, line.km < 100 ? 1 : 0) + " km"; },
      open: function (line) { cm.openLine(line); } },
    { of: function () { return cm.data.plan ? cm.data.plan.proposals : []; },
      names: function (proposal) { return proposal.name.concat(proposal.id); },
      sign: function () { return cm.pinSign(); },
      about: function (proposal) { return cm.t("plan_station") + " \u00b7 " + cm.t("plan_station_rank", { rank: proposal.rank }); },
      open: function (proposal) { cm.openProposal(proposal); } },
    { of: function () { return cm.data.counties; },
      names: function (county) { return county.name.concat(county.short, county.adcode); },
      sign: function () { return cm.h("i", { class: "swatch paper" }); },
      about: function () { return cm.t("county"); },
      open: function (county) { cm.set({ county: county.adcode }); } }
  );

  var STATION = {
    name: function (station) { return station.id; },
    sign: function (station) {
      return station.status === "proposed" ? cm.proposalSign()
        : cm.h("i", { class: "dot " + (station.status === "built" ? "built" : "planned") });
    },
    about: function (station) { return cm.t("station") + " \u00b7 " + cm.operatorName(station.operator) + " " + station.band; },
    open: function (station) { cm.showStation(station); }
  };

  /* By the beginning of their ids alone, and after all else: there may be 100,000 of them. */
  cm.searchedLast = function (query) {
    return cm.stationsFrom(query, MOST_STATIONS).map(function (index) {
      return { kind: STATION, item: cm.station(index) };
    });
  };
})(covermap);
