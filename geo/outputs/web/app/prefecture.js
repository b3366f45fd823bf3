/* The page of one prefecture. */
(function (cm) {
  function title() {
    cm.fillHeader(cm.t("page_title", { name: cm.say(cm.data.name) }));
  }

  cm.pages.prefecture = function () {
    [cm.readAddress, cm.translateStatic, title, cm.measure, cm.restoreView, cm.drawRegions, cm.showRelief, cm.showCoverage, cm.showGaps, cm.showStations,
      cm.showMeasured, cm.showPlaces, cm.showObstacle, cm.showLines, cm.showPlan, cm.showLabels, cm.furnish, cm.showRuler, cm.showProgress,
      cm.showGapTable, cm.showPlanTable, cm.showDrawer, cm.keepFocus, cm.showFilters, cm.showSearch,
      cm.frame, cm.keepAddress, function () {
        cm.on("language", title);
        var state = cm.state;
        if (state.selected || state.line || state.proposal) {
          cm.emit("change", {
            selected: state.selected, gap: state.gap, line: state.line, station: state.station, proposal: state.proposal
          });
        }
        document.documentElement.classList.add("ready");
      }].forEach(cm.part);
  };
})(covermap);
