/* The page of one prefecture. */
(function (cm) {
  function title() {
    cm.fillHeader(cm.t("page_title", { name: cm.say(cm.data.name) }));
  }

  cm.pages.prefecture = function () {
    [cm.translateStatic, title, cm.measure, cm.restore, cm.drawRegions, cm.showRelief, cm.showCoverage, cm.showGaps, cm.showStations,
      cm.showMeasured, cm.showPlaces, cm.showObstacle, cm.showLines, cm.showLabels, cm.furnish, cm.showRuler, cm.showProgress,
      cm.showGapTable, cm.showDrawer, cm.showFilters, cm.showSearch,
      cm.frame, cm.keepAddress, function () {
        cm.on("language", title);
        if (cm.state.selected) { cm.emit("change", { selected: cm.state.selected }); }
        document.documentElement.classList.add("ready");
      }].forEach(cm.part);
  };
})(covermap);
