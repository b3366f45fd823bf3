/* Find a place, road, county or station by a part of its name, its pinyin, initials or id. */
(function (cm) {
  var MOST = 9;
  var found = [], active = -1;

  function score(names, search, query) {
    var low = names.map(function (name) { return name.toLowerCase(); }), keys = search.split(" ");
    var spelled = query.replace(/\s+/g, "");
    if (low.some(function (name) { return name.indexOf(query) === 0; })) { return 0; }
    if (keys[1].indexOf(spelled) === 0) { return 1; }
    if (low.some(function (name) { return name.indexOf(query) >= 0; })) { return 2; }
    if (keys[0].indexOf(spelled) >= 0) { return 3; }
    return keys[1].indexOf(spelled) >= 0 ? 4 : -1;
  }

  /* What each kind of thing is found by, shown as, and how it is opened; the first comes first. A page
     may add more, and a list that comes after all of them. */
  cm.searched = [
    { of: function () { return cm.data.areas; },
      rank: function (area) { return area.group === "goal2022" ? 0 : 1; },
      names: function (area) { return area.name.concat(area.id); },
      sign: function (area) { return area.at ? cm.sign(area.verdict[cm.state.rule]) : cm.h("i", { class: "swatch hatch" }); },
      about: function (area) { return cm.categoryName(area) + " \u00b7 " + cm.countyName(area.county); },
      open: function (area) { cm.openPlace(area); } }
  ];

  function matches(query) {
    return [].concat.apply([], cm.searched.map(function (kind, order) {
      return kind.of().map(function (item, index) {
        return { kind: kind, item: item, score: score(kind.names(item), item.search, query), index: index,
          rank: kind.rank ? kind.rank(item) : order + 1 };
      });
    })).filter(function (m) { return m.score >= 0; }).sort(function (a, b) {
      return a.score - b.score || a.rank - b.rank || a.index - b.index;
    });
  }

  cm.searchedLast = function () { return []; };

  function nameOf(match) { return match.kind.name ? match.kind.name(match.item) : cm.say(match.item.name); }

  function look(query) {
    var few = cm.searchedLast(query);
    return matches(query).slice(0, MOST - few.length).concat(few);
  }

  function draw() {
    var box = cm.$("search"), list = cm.$("search-list"), query = box.value.trim().toLowerCase();
    found = query ? look(query) : [];
    active = found.length ? 0 : -1;
    cm.replace(list, found.map(function (match, index) {
      return cm.h("li", {
        role: "option", id: "found-" + index, "aria-selected": String(index === active),
        onmousedown: function (event) { event.preventDefault(); choose(index); }
      }, match.kind.sign(match.item), cm.h("b", { text: nameOf(match) }),
      cm.h("span", { text: match.kind.about(match.item) }));
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
    var match = found[index];
    if (!match) { return; }
    close();
    cm.$("search").value = nameOf(match);
    match.kind.open(match.item);
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
      } else if (event.key === "Enter") {
        event.preventDefault(); // or the key would press what gets the focus
        choose(active);
      }
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
