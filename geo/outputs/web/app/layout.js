/* The frame of a page: language, print, about, notice, panels on a phone. */
(function (cm) {
  cm.translateStatic = function () {
    document.documentElement.lang = cm.data.tags[cm.lang];
    document.querySelectorAll("[data-t]").forEach(function (element) {
      element.textContent = cm.t(element.dataset.t);
    });
    document.querySelectorAll("[data-t-label]").forEach(function (element) {
      element.setAttribute("aria-label", cm.t(element.dataset.tLabel));
      if (element.title) { element.title = cm.t(element.dataset.tLabel); }
    });
    document.querySelectorAll("[data-t-hint]").forEach(function (element) {
      element.setAttribute("placeholder", cm.t(element.dataset.tHint));
    });
  };

  /* What was modelled, from when, by which threshold: on every page and every print. */
  cm.facts = function () {
    var data = cm.data, card = modelCard();
    return [
      cm.t("goal_line"),
      cm.t("data_date", { date: data.run.date || cm.t("not_stated") }),
      card.model_id || cm.t("not_stated"),
      "SS-RSRP \u2265 " + cm.number(data.threshold.dbm) + " dBm",
      cm.hasTerrain() ? cm.t("terrain", { source: card.terrain_source }) : cm.t("terrain_none")
    ];
  };
  function modelCard() {
    var card = {};
    cm.data.run.model.forEach(function (row) { card[row[0]] = row[1]; });
    return card;
  }
  cm.hasTerrain = function () {
    var source = modelCard().terrain_source;
    return Boolean(source) && source !== "none";
  };

  cm.fillHeader = function (title) {
    cm.$("page-title").textContent = title;
    document.title = title + " \u00b7 covermap";
    cm.replace(cm.$("page-facts"), cm.facts().map(function (fact) {
      return cm.h("span", { text: fact });
    }).concat(cm.h("b", { text: cm.t("predicted") })));
    fillNotice();
  };

  function fillNotice() {
    var run = cm.data.run, scenario = run.scenario, parts = [];
    if (run.synthetic) {
      parts.push(cm.h("b", { class: "synthetic", text: "SYNTHETIC" }));
      parts.push(cm.h("span", { text: scenario
        ? cm.t("synthetic_scenario", { seed: scenario.seed, count: cm.number(scenario.count) })
        : cm.t("synthetic") }));
    }
    parts.push(cm.h("span", { class: "internal", text: cm.t("internal") }));
    parts.push(cm.h("span", { text: cm.t("review_no", { number: run.review_no || cm.t("not_set") }) }));
    parts.push(cm.h("span", { text: cm.t("boundary_source", { source: cm.say(run.boundary_source) }) }));
    var notice = cm.$("notice");
    notice.classList.toggle("is-synthetic", run.synthetic);
    cm.replace(notice, parts);
  }

  function row(term, value) {
    return [cm.h("dt", { text: term }), cm.h("dd", { text: value })];
  }

  function fillAbout() {
    var data = cm.data, facts = [], threshold = data.threshold;
    facts = facts.concat(row(cm.t("about_run"), data.run.id));
    facts = facts.concat(row(cm.t("about_threshold"), cm.say(threshold.name) + " \u00b7 " +
      threshold.profile + " \u00b7 " + cm.t("status_" + threshold.status) + " \u00b7 " + threshold.source));
    facts = facts.concat(row(cm.t("about_rule"), cm.t("about_rule_text", { share: threshold.share })));
    data.run.model.forEach(function (pair) { facts = facts.concat(row(pair[0], pair[1])); });
    facts = facts.concat(row(cm.t("about_boundary"), cm.say(data.run.boundary_source)));
    cm.replace(cm.$("about-facts"), facts);
    cm.replace(cm.$("about-assumptions"), data.assumptions.map(function (item) {
      return cm.h("li", { text: cm.say(item.what) + " \u00b7 " + item.field + " = " + item.value +
        " \u00b7 " + cm.t("rows", { count: cm.number(item.rows) }) });
    }));
    cm.replace(cm.$("about-findings"), data.findings.map(function (item) {
      return cm.h("li", { text: cm.say(item.what) + " \u00d7 " + item.count });
    }));
    cm.$("about-no-findings").hidden = data.findings.length > 0;
  }

  cm.frame = function () {
    fillAbout();
    // A small screen shows the map first, the legend when asked for.
    if (window.innerWidth <= 760) { cm.$("legend").open = false; }
    cm.on("language", fillAbout);
    cm.$("about-open").addEventListener("click", function () { cm.$("about").showModal(); });
    cm.$("about-close").addEventListener("click", function () { cm.$("about").close(); });
    cm.$("language").addEventListener("click", function () {
      cm.lang = cm.lang === "en" ? "zh" : "en";
      cm.translateStatic();
      cm.emit("language");
    });
    closeMenus();
    cm.enablePrint();
    sheets();
  };

  /* A menu closes when something else is clicked or on Escape, which then closes nothing else. */
  function closeMenus() {
    var menus = document.querySelectorAll("details.menu");
    document.addEventListener("click", function (event) {
      menus.forEach(function (menu) { if (!menu.contains(event.target)) { menu.open = false; } });
    });
    document.addEventListener("keydown", function (event) {
      var open = document.querySelector("details.menu[open]");
      if (event.key !== "Escape" || !open) { return; }
      event.stopPropagation();
      open.open = false;
      open.querySelector("summary").focus();
    }, true);
  }

  /* On a phone the panel is a sheet with three heights. */
  function sheets() {
    var handle = cm.$("sheet-handle"), panel = cm.$("panel"), heights = ["peek", "half", "full"];
    if (!handle) { return; }
    handle.addEventListener("click", function () {
      var next = heights[(heights.indexOf(panel.dataset.sheet) + 1) % heights.length];
      panel.dataset.sheet = next;
      handle.setAttribute("aria-expanded", String(next !== "peek"));
    });
  }

  /* Start one part; a part that fails is reported and the rest goes on. */
  cm.part = function (part) {
    try {
      part();
    } catch (error) {
      setTimeout(function () { throw error; });
    }
  };

  cm.start = function (kind, map) {
    var source = cm.$("covermap-data");
    cm.data = JSON.parse(source.textContent);
    source.remove(); // the text is not kept beside what was read from it
    cm.map = map;
    cm.lang = cm.data.lang;
    if (cm.data.kind !== kind) { throw new Error("data of another page"); }
    cm.pages[kind]();
  };
  cm.pages = {};
})(covermap);
