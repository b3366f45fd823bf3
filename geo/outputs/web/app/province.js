/* The page of the province. */
(function (cm) {
  function title() { cm.fillHeader(cm.t("page_title", { name: cm.say(cm.data.name) })); }

  cm.pages.province = function () {
    cm.state.graticule = false;
    cm.paperRoom = { a4: [200, 156], a3: [319, 236] };
    [cm.translateStatic, title, cm.showTables, cm.measure, function () { cm.fitRegion(false); }, cm.drawProvince, cm.showRelief, cm.showStations,
      cm.showLabels, cm.furnish, cm.showRuler, cm.frame, function () {
        cm.on("language", title);
        // A page that is read by scrolling: the wheel belongs to the page.
        cm.map.scrollWheelZoom.disable();
        document.documentElement.classList.add("ready");
      }].forEach(cm.part);
  };
})(covermap);
