/* The right panel: one place, station, proposal, road or railway, or the region as a whole. */
(function (cm) {
  function clear() { cm.set({ selected: "", line: "", station: "", proposal: "" }); }

  function back() {
    return cm.h("button", { type: "button", class: "back", text: "\u2190 " + cm.t("overview"), onclick: clear });
  }

  /* The card of what is chosen, a station or proposal before the place or line under it; null when nothing is. */
  function card(station) {
    var area = cm.area(cm.state.selected), line = cm.line(cm.state.line), proposal = cm.proposal(cm.state.proposal);
    if (station >= 0) { return cm.stationCard(station); }
    return proposal ? cm.proposalCard(proposal) : area ? cm.placeCard(area) : line ? cm.lineCard(line) : null;
  }

  function draw(toTop) {
    var station = cm.findStation(cm.state.station), chosen = card(station), drawer = cm.$("drawer");
    cm.markStation(station);
    drawer.classList.toggle("has-choice", Boolean(chosen));
    cm.replace(cm.$("drawer-content"), chosen ? [back()].concat(chosen) : cm.overview());
    if (toTop !== false) { drawer.scrollTop = 0; }
  }

  var REDRAWN = ["selected", "line", "station", "proposal", "rule", "county"];

  cm.showDrawer = function () {
    draw();
    cm.on("change", function (changes) {
      if (("selected" in changes || "line" in changes) && !("station" in changes)) { cm.state.station = ""; }
      if (REDRAWN.some(function (key) { return key in changes; })) { draw(true); }
      else if ("gap" in changes) { draw(false); }
    });
    cm.on("station", function (found) { cm.set({ station: cm.station(found.index).id, line: "" }); });
    cm.on("language", draw);
    document.addEventListener("keydown", function (event) {
      var state = cm.state;
      if (event.key === "Escape" && (state.selected || state.line || state.station || state.proposal)) { clear(); }
    });
  };
})(covermap);
