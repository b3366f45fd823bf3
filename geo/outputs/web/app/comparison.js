/* The page of what changed between two runs. */
(function (cm) {
  function title() {
    cm.fillHeader(cm.say(cm.data.title));
    document.querySelectorAll("#home, #home-arrow").forEach(function (part) { part.hidden = !cm.data.home; });
    cm.$("home").textContent = cm.say(cm.data.province);
    if (cm.data.home) { cm.$("home").setAttribute("href", cm.data.home); }
    if (!cm.data.earlier.synthetic || cm.data.run.synthetic) { return; }
    // Half of the comparison is invented, although this run is not.
    cm.$("notice").classList.add("is-synthetic");
    cm.$("notice").prepend(cm.h("b", { class: "synthetic", text: "SYNTHETIC" }),
      cm.h("span", { text: cm.t("synthetic_before") }));
  }

  cm.pages.comparison = function () {
    cm.state.rule = (cm.data.rules[0] || { id: "area" }).id;
    [cm.translateStatic, title, cm.measure, function () { cm.fitRegion(false); }, cm.drawRegions, cm.showRelief, cm.showChanges,
      cm.showLabels, cm.furnish, cm.showRuler, cm.showPanel, cm.showDifference, cm.keepFocus, cm.frame, function () {
        cm.on("language", title);
        document.documentElement.classList.add("ready");
      }].forEach(cm.part);
  };
})(covermap);
