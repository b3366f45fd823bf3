/* The left panel: where we are, the rate as a range, the categories. */
(function (cm) {
  function goalAreas() {
    return cm.data.areas.filter(function (area) { return area.group === "goal2022" && cm.inCounty(area); });
  }

  function crumb() {
    var counties = cm.$("county");
    cm.replace(counties, [cm.h("option", { value: "", text: cm.t("all_counties") })].concat(
      cm.data.counties.map(function (county) {
        return cm.h("option", { value: county.adcode, text: cm.say(county.name) });
      })));
    counties.value = cm.state.county;
    var pages = cm.$("prefecture");
    cm.replace(pages, cm.data.pages.map(function (page) {
      return cm.h("option", { value: page.adcode, text: cm.say(page.name) });
    }));
    pages.value = cm.data.adcode;
    cm.$("province").textContent = cm.say(cm.data.province);
    cm.$("province").setAttribute("href", cm.data.index);
  }

  function hero() {
    var tally = cm.tally(goalAreas()), low = tally.not_met;
    var high = tally.counted - tally.met;
    cm.$("hero-rate").textContent = cm.rate(tally);
    cm.$("hero-rate").classList.toggle("none", !tally.judged);
    cm.$("hero-counts").textContent = cm.tallyText(tally);
    cm.$("hero-gap").textContent = !tally.counted ? cm.t("no_places")
      : high === 0 ? cm.t("goal_reached")
        : cm.t("goal_gap", { range: low === high ? String(high) : low + "\u2013" + high });
    cm.$("hero-all").textContent = cm.t("of_places", { count: tally.all });
    cm.replace(cm.$("hero-bar"), [cm.tallyBar(tally)]);
    cm.segments(cm.$("rule"), cm.t("rule"), ["area", "reach"].map(function (rule) {
      return {
        id: rule, title: cm.t("rule_" + rule + "_long", { share: cm.data.threshold.share }),
        name: cm.t("rule_" + rule, { share: cm.data.threshold.share })
      };
    }), cm.state.rule, function (rule) { cm.set({ rule: rule }); });
  }

  function category(item) {
    var areas = cm.data.areas.filter(function (area) {
      return area.category === item.id && area.group === item.group && cm.inCounty(area);
    });
    var tally = cm.tally(areas);
    return cm.categoryRow(item, tally);
  }

  function lists() {
    ["goal2022", "extended"].forEach(function (group) {
      cm.replace(cm.$("categories-" + group), cm.data.categories
        .filter(function (item) { return item.group === group; }).map(category));
    });
  }

  cm.showProgress = function () {
    cm.$("county").addEventListener("change", function (event) {
      cm.set({ county: event.target.value });
    });
    cm.$("prefecture").addEventListener("change", function (event) {
      var page = cm.data.pages.find(function (p) { return p.adcode === event.target.value; });
      if (page && page.adcode !== cm.data.adcode) { window.location.href = page.href; }
    });
    function draw() { crumb(); hero(); lists(); }
    draw();
    cm.on("change", function (changes) { if ("county" in changes || "rule" in changes) { draw(); } });
    cm.on("language", draw);
  };
})(covermap);
