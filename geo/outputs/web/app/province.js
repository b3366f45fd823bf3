/* The page of the province. */
(function (cm) {
  function title() { cm.fillHeader(cm.t("page_title", { name: cm.say(cm.data.name) })); }

  cm.pages.province = function () {
    cm.paperRoom = { a4: [149, 94], a3: [240, 180] };
    [cm.restore, cm.translateStatic, title, cm.showTables, cm.showProvinceGaps, cm.showProvincePlan, cm.measure, cm.restoreView,
      cm.drawProvince, cm.showRelief, cm.showStations, cm.furnish, cm.showRuler, cm.showSwipe, cm.showSearch, cm.frame, cm.keepAddress, function () {
        cm.on("language", title);
        // A page that is read by scrolling: the wheel belongs to the page.
        cm.map.scrollWheelZoom.disable();
        document.documentElement.classList.add("ready");
      }].forEach(cm.part);
  };
})(covermap);
