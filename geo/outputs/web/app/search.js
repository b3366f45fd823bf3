/* Find a place by a part of its name, its pinyin or the initials of its pinyin. */
(function (cm) {
  var MOST = 9;
  var found = [], active = -1;

  function score(area, query) {
    var names = area.name.concat(area.id).map(function (n) { return n.toLowerCase(); });
    var keys = area.search.split(" ");
    if (names.some(function (n) { return n.indexOf(query) === 0; })) { return 0; }
    if (keys[1] && keys[1].indexOf(query) === 0) { return 1; }
    if (names.some(function (n) { return n.indexOf(query) >= 0; })) { return 2; }
    if (keys[0].indexOf(query) >= 0) { return 3; }
    return keys[1] && keys[1].indexOf(query) >= 0 ? 4 : -1;
  }

  function matches(query) {
    return cm.data.areas.map(function (area, index) {
      return { area: area, score: score(area, query), index: index };
    }).filter(function (m) { return m.score >= 0; }).sort(function (a, b) {
      return a.score - b.score || (a.area.group !== "goal2022") - (b.area.group !== "goal2022") ||
        a.index - b.index;
    }).slice(0, MOST).map(function (m) { return m.area; });
  }

  function draw() {
    var box = cm.$("search"), list = cm.$("search-list"), query = box.value.trim().toLowerCase();
    found = query ? matches(query) : [];
    active = found.length ? 0 : -1;
    cm.replace(list, found.map(function (area, index) {
      return cm.h("li", {
        role: "option", id: "found-" + index, "aria-selected": String(index === active),
        onmousedown: function (event) { event.preventDefault(); choose(index); }
      }, area.at ? cm.sign(area.verdict[cm.state.rule]) : cm.h("i", { class: "swatch hatch" }),
      cm.h("b", { text: cm.say(area.name) }),
      cm.h("span", { text: cm.categoryName(area) + " \u00b7 " + cm.countyName(area.county) }));
    }));
    if (query && !found.length) {
      cm.replace(list, [cm.h("li", { class: "said", text: cm.t("nothing_found") })]);
    }
    list.hidden = !query;
    box.setAttribute("aria-expanded", String(Boolean(query)));
    point();
  }

  function point() {
    Array.prototype.forEach.call(cm.$("search-list").children, function (item, index) {
      item.setAttribute("aria-selected", String(index === active));
    });
    if (active >= 0) { cm.$("search").setAttribute("aria-activedescendant", "found-" + active); }
    else { cm.$("search").removeAttribute("aria-activedescendant"); }
  }

  function close() {
    cm.$("search-list").hidden = true;
    cm.$("search").setAttribute("aria-expanded", "false");
  }

  function choose(index) {
    var area = found[index];
    if (!area) { return; }
    close();
    cm.$("search").value = cm.say(area.name);
    cm.set({ selected: area.id });
    cm.zoomTo(area);
  }

  cm.showSearch = function () {
    var box = cm.$("search");
    box.addEventListener("input", draw);
    box.addEventListener("focus", draw);
    box.addEventListener("blur", close);
    box.addEventListener("keydown", function (event) {
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        var step = event.key === "ArrowDown" ? 1 : -1;
        active = found.length ? (active + step + found.length) % found.length : -1;
        point();
      } else if (event.key === "Enter") { choose(active); }
      else if (event.key === "Escape") { close(); event.stopPropagation(); }
    });
    document.addEventListener("keydown", function (event) {
      if (event.key === "/" && !/^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement.tagName)) {
        event.preventDefault();
        box.focus();
      }
    });
  };
})(covermap);
