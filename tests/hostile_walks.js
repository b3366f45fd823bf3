/* Walks through a page of covermap; each returns [where, what] of every text it did not find. */
(() => {
  const $ = selector => document.querySelector(selector);
  const all = selector => [...document.querySelectorAll(selector)];
  const text = selector => all(selector).map(element => element.textContent).join("\n");

  /* Text drawn on any canvas since the last look. */
  const drawn = new Set(), fillText = CanvasRenderingContext2D.prototype.fillText;
  CanvasRenderingContext2D.prototype.fillText = function (words) {
    drawn.add(words);
    return fillText.apply(this, arguments);
  };

  const missed = [];
  function expect(where, shown, texts) {
    texts.forEach(wanted => {
      if (wanted && !(shown.has ? shown.has(wanted) : shown.includes(wanted))) {
        missed.push([where, wanted.slice(0, 60)]);
      }
    });
  }
  function finished() { return missed.splice(0).slice(0, 20); }

  /* Every text in a record; of a pair in two languages, the one in force. */
  const PAIRS = ["name", "owner", "what", "kind"];
  function texts(value, skipped, key) {
    if (skipped.includes(key)) { return []; }
    if (typeof value === "string") { return [value]; }
    if (value === null || typeof value !== "object") { return []; }
    if (PAIRS.includes(key)) { return [covermap.say(value)]; }
    return Object.entries(value).flatMap(([name, item]) =>
      texts(item, skipped, Array.isArray(value) ? key : name));
  }

  const CODES = ["category", "group", "county", "prefecture", "extent", "verdict", "keypoints", "basis",
    "cause", "by", "best", "rule", "rules", "status", "operator", "search", "area",
    "chosen", "state"];

  function about() {
    expect("about", text("#about"), texts([covermap.data.assumptions, covermap.data.findings], ["layer", "code", "severity"]));
  }

  function tables() {
    Object.entries(covermap.data.tables).forEach(([key, table]) => {
      const shown = covermap.plainTable(table).map(part => part.textContent).join("\n");
      const cells = table.rows.flat().filter(Array.isArray).map(covermap.say);
      expect("table " + key, shown, cells.concat([table.title, table.note].map(covermap.say)));
    });
  }

  /* Each place with its gap: what the drawer tells of both, the sign, the name on the map. */
  function places() {
    const signs = all("svg.places path"), located = covermap.data.areas.filter(area => area.at);
    located.forEach((area, index) => {
      const gap = covermap.gapsOf(area)[0];
      if (covermap.lang === "en") { area.cause = "excluded"; }
      covermap.set({ selected: area.id, gap: gap.id });
      const shown = $("#drawer").textContent;
      expect("place", shown, texts(area, CODES.concat(area.cause === "excluded" ? [] : "excluded")));
      expect("gap", shown, texts(gap, CODES.concat("inside")));
      expect("inside a gap", shown, (gap.inside || []).map(id => covermap.area(id) ? covermap.say(covermap.area(id).name) : id));
      expect("sign", signs[index].getAttribute("aria-label"), [covermap.say(area.name)]);
    });
    covermap.set({ selected: "" });
    expect("labels", drawn, located.map(area => covermap.say(area.name)));
  }

  function gapTable() {
    all("#gap-table .more").forEach(button => button.click());
    const areas = covermap.data.areas;
    expect("gap table", new Set(all("#gap-table .name span").map(s => s.textContent)),
      areas.map(area => covermap.say(area.name)));
    expect("what stands behind", new Set(all("#gap-table small[title]").map(s => s.title)),
      areas.map(covermap.pathStation).filter(Boolean).map(station => station.id));
  }

  /* Without coordinates the same places stand in the list of those that cannot be judged. */
  function unlocated() {
    const before = covermap.data.areas.map(area => area.at);
    covermap.data.areas.forEach(area => { area.at = null; });
    $("#unlocated-box").open = true;
    covermap.set({ county: "" });
    expect("unlocated", new Set(all("#unlocated .name").map(s => s.textContent)),
      covermap.data.areas.map(area => covermap.say(area.name)));
    covermap.data.areas.forEach((area, index) => { area.at = before[index]; });
    covermap.set({ county: "" });
  }

  function search() {
    const names = new Set(covermap.data.areas.map(area => covermap.say(area.name))), box = $("#search");
    const listed = new Set(names), { lines = [], counties = [], plan = null } = covermap.data;
    lines.concat(counties, covermap.proposal && plan ? plan.proposals : []).forEach(item => listed.add(covermap.say(item.name)));
    for (let index = 0; covermap.searched.length > 1 && index < covermap.stationTotal(); index += 1) {
      listed.add(covermap.station(index).id);
    }
    names.forEach(name => {
      box.value = name;
      box.dispatchEvent(new Event("input"));
      if (/[\r\n]/.test(name)) { return; } // no search box holds a line break
      const shown = all("#search-list b").map(b => b.textContent);
      expect("search list is of names", listed, shown);
      if (box.value.trim() && shown.length < 9) { expect("search", new Set(shown), [name]); }
    });
    box.value = "";
    box.dispatchEvent(new Event("input"));
  }

  function tips() {
    covermap.map.fitBounds(covermap.data.bounds, { animate: false });
    covermap.data.gaps.forEach(gap => {
      const told = covermap.tipAt(L.latLng(gap.at[1], gap.at[0]));
      expect("tip of a gap", told, [covermap.say(covermap.area(gap.area).name)]);
    });
  }

  function stations() {
    const hovered = new Set(), tip = $("#station-tip");
    for (let index = 0; index < covermap.stationTotal(); index += 1) {
      const station = covermap.station(index);
      covermap.emit("station", { index });
      expect("station", $("#drawer").textContent, [station.name, station.id, station.band]);
      const latlng = L.latLng(station.at[1], station.at[0]), containerPoint = covermap.map.latLngToContainerPoint(latlng);
      covermap.map.fire("mousemove", { containerPoint, latlng });
      expect("tip", tip.textContent, [station.name, station.band]);
      hovered.add(tip.textContent);
    }
    if (hovered.size !== covermap.stationTotal()) { missed.push(["tips", String(hovered.size)]); }
    expect("filters", text("#filters"), covermap.data.stations.band.values);
  }

  /* A band may be called like what every object has: its filter works all the same. */
  function filters() {
    const values = covermap.stationCounts("band"), boxes = all("#filters fieldset")
      .find(set => set.querySelector("legend").textContent === covermap.t("band")).querySelectorAll("input");
    ["__proto__", "constructor", "toString", "valueOf"].forEach(band => {
      const index = values.findIndex(value => value.id === band), before = covermap.stationsShown;
      boxes[index].click();
      if (covermap.stationsShown !== before - values[index].count) { missed.push(["filter", band]); }
      boxes[index].click();
      if (covermap.stationsShown !== before) { missed.push(["filter back", band]); }
    });
  }

  function lines() {
    covermap.data.lines.forEach(line => {
      covermap.set({ selected: "", line: line.id });
      expect("line", $("#drawer").textContent, texts(line, CODES));
    });
    all("#lines-table .more").forEach(button => button.click());
    expect("lines table", new Set(all("#lines-table .name span").map(s => s.textContent)),
      covermap.data.lines.map(line => covermap.say(line.name)));
    covermap.set({ line: "" });
  }

  function plan() {
    const { proposals, places, unit } = covermap.data.plan;
    if (!proposals.length || !places.length) { missed.push(["plan", "none"]); }
    proposals.forEach(proposal => {
      covermap.set({ proposal: proposal.id });
      if (!covermap.state.proposal) { missed.push(["proposal", proposal.id]); }
      const shown = $("#drawer").textContent;
      expect("proposal", shown, texts(proposal, CODES.concat("closes", "kind")).concat(covermap.say(unit)));
    });
    covermap.set({ proposal: "" });
    all("#plan-table .more").forEach(button => button.click());
    const names = proposals.slice(0, 40).map(proposal => covermap.say(proposal.name));
    expect("plan table", all("#plan-table .name span").map(s => s.textContent).join("\n"), names);
    expect("pins", all(".pins .pin").map(pin => pin.getAttribute("aria-label")).join("\n"), names);
    places.filter(place => covermap.area(place.area)).forEach(place => {
      covermap.set({ selected: place.area });
      expect("what the plan does", $("#drawer").textContent, [covermap.say(place.what)]);
    });
    covermap.set({ selected: "" });
  }

  function prefecture() {
    about();
    places();
    gapTable();
    search();
    tips();
    stations();
    filters();
    lines();
    plan();
    unlocated();
    return finished();
  }

  function province() {
    about();
    tables();
    // Places with a reason to be left out, as all of these have, are not said to fail.
    covermap.data.areas.forEach(area => { area.excluded = ""; });
    covermap.emit("language");
    const failing = covermap.failing(covermap.data.areas);
    if (!failing.length) { missed.push(["failing", "none"]); }
    const names = failing.map(area => covermap.say(area.name)), signs = all("svg.places path.place");
    expect("sign", new Set(signs.map(sign => sign.getAttribute("aria-label"))), names);
    expect("title of a sign", new Set(signs.map(sign => sign.querySelector("title").textContent)), names);
    expect("conclusion", text("#sentences"), covermap.data.sentences.map(covermap.say));
    search();
    return finished();
  }

  function comparison() {
    about();
    tables();
    covermap.set({ extended: true });
    all("#change-table .more").forEach(button => button.click());
    const names = covermap.changedPlaces().map(place => covermap.say(place.name));
    if (names.length !== covermap.data.places.length) { missed.push(["changed", String(names.length)]); }
    expect("table", new Set(all("#change-table .name span").map(s => s.textContent)), names);
    covermap.data.places.forEach(place => {
      covermap.set({ selected: place.id });
      expect("drawer", $("#drawer").textContent, texts(place, CODES));
    });
    const signs = all("svg.places path").map(sign => sign.getAttribute("aria-label")).join("\n");
    expect("sign", signs, names);
    expect("labels", drawn, names);
    return finished();
  }

  /* Layers that a walk of their own visits, and what the program itself writes. */
  const NOT_FEW = ["areas", "stations", "gaps", "lines", "measured", "places", "tables", "assumptions", "findings",
    "strings", "tags", "wording", "plan", "overlays", "overlay", "links", "counts"];
  const CODES_OF_FEW = ["kind", "lang", "index", "home", "href", "adcode", "group", "status", "page", "report", "sheet"];
  const FEW = {
    prefecture: ["#page-title", "#notice", "#page-facts", "#about-facts", "#province", "#county", "#prefecture",
      "#categories-goal2022 b", "#categories-goal2022 .body", "#overlay-operator", "#legend-title", "#drawer h3",
      "#gap-table td", "title"],
    province: ["#page-title", "#notice", "#page-facts", "#about-facts", "#sentences", "#ranking a", "#cards h3", "#matrix th a",
      "#matrix thead", "#categories-goal2022 b", "title"],
    comparison: ["#page-title", "#notice", "#page-facts", "#about-facts", "#home", "#runs", "#rule", "#categories-goal2022 b",
      "#drawer h3", "#drawer .about", "#change-table td", "title"]
  };
  const FEW_ATTRIBUTES = {
    prefecture: [["#overlay-operator button:not(:first-child)", "title"], ["#legend-ramp i", "title"], ["#categories-goal2022 .body", "title"]],
    province: [["path.region", "aria-label"]],
    comparison: []
  };

  function setters(value, key, parent) {
    if (value === null || typeof value !== "object") { return []; }
    return Object.keys(value).flatMap(name => {
      const told = Array.isArray(value) ? key : name, isId = name === "id" && !["run", "earlier"].includes(key);
      if (NOT_FEW.includes(told) || CODES_OF_FEW.includes(name) || isId) { return []; }
      if (typeof value[name] === "string") { return [words => { value[name] = words; }]; }
      return setters(value[name], told, value);
    });
  }

  /* Every name and fact of which a page has few is turned through all strings. */
  function few([kind, strings]) {
    const turn = setters(covermap.data, "");
    // A picture there is none of; its legend has a text of its own.
    (covermap.data.overlays || { layers: [] }).layers.forEach(layer => { layer.uri = "data:image/png;base64,"; });
    if (kind === "prefecture") { covermap.set({ operator: covermap.data.operators[0].id }); }
    strings.forEach((words, index) => {
      covermap.lang = index % 2 ? "en" : "zh";
      turn.forEach(set => set(words));
      drawn.clear();
      covermap.emit("language");
      FEW[kind].forEach(selector => expect(selector, text(selector), [words]));
      FEW_ATTRIBUTES[kind].forEach(([selector, name]) => {
        all(selector).forEach(element => expect(selector + " " + name, element.getAttribute(name) || "", [words]));
      });
      expect("labels", drawn, [words]);
    });
    return finished();
  }

  const FORBIDDEN = "iframe, object, embed, base, form, link, template, plaintext, marquee, frame, applet, audio, video";
  function harm() {
    const found = all(FORBIDDEN).map(element => element.localName);
    all("*").forEach(element => {
      [...element.attributes].forEach(({ name, value }) => {
        if (name.startsWith("on") || name === "srcdoc") { found.push(element.localName + " " + name); }
        if (/^(href|src|xlink:href|action|formaction)$/.test(name) && /^\s*(\w+script|https?):|^\/\//i.test(value)) { found.push(value); }
      });
    });
    return {
      found, struck: "struck" in window, address: window.location.pathname, scripts: document.scripts.length,
      styles: all("style").length, images: all("img").filter(img => !img.src.startsWith("data:image/png")).length
    };
  }

  function widths() {
    const found = { page: document.documentElement.scrollWidth, body: document.body.scrollWidth };
    ["#panel", "#drawer", "#stage", ".lead", ".top"].forEach(selector => {
      const element = $(selector);
      if (element) { found[selector] = Math.round(element.getBoundingClientRect().width); }
    });
    const panel = $("#panel"), right = panel ? panel.getBoundingClientRect().right : Infinity;
    found.inside = all("#panel table").every(table => table.getBoundingClientRect().right <= right);
    return found;
  }

  /* Places with the longest names, and with the longest of anything. */
  function longest() {
    const rows = (covermap.data.kind === "comparison" ? covermap.data.places : covermap.data.areas);
    const by = size => rows.reduce((most, row) => size(row) > size(most) ? row : most).id;
    return [by(row => row.name[0].length), by(row => row.name[1].length), by(row => row.id.length),
      by(row => JSON.stringify([row.owner, row.source]).length)];
  }

  window.walks = { prefecture, province, comparison, few, harm, widths, longest };
})()
