/* Read from an open page what a reader sees: figures as they stand there, by what they are of. */
(() => {
  const $ = selector => document.querySelector(selector);
  const all = (root, selector) => [...root.querySelectorAll(selector)];
  const words = element => element ? element.innerText : "";

  function rates(root) {
    return Object.fromEntries(all(root, "li[data-category]").map(row => [
      words(row.querySelector("b")), { rate: words(row.querySelector(".rate")), counts: words(row.querySelector(".counts")) }
    ]));
  }

  /* Terms of the drawer, each with what it says and its remark. */
  function facts(root) {
    return Object.fromEntries(all(root, "dl.facts > dt").map(term => {
      const said = term.nextElementSibling, remark = said.querySelector("small");
      return [words(term), [words(said).replace(words(remark), "").trim(), words(remark)]];
    }));
  }

  function rule(name) {
    covermap.set({ rule: name });
    return {
      rate: words($("#hero-rate")), counts: words($("#hero-counts")), gap: words($("#hero-gap")), all: words($("#hero-all")),
      goal: rates($("#categories-goal2022")),
      extended: $("#categories-extended") ? rates($("#categories-extended")) : {}
    };
  }

  function pairs(selector, name, value) {
    return all(document, selector).map(row => [words(row.querySelector(name)), words(row.querySelector(value))]);
  }

  function region() {
    return {
      tiles: Object.fromEntries(all(document, ".tiles .tile").map(tile =>
        [words(tile.querySelector("span")), [words(tile.querySelector("b")), words(tile.querySelector("small"))]])),
      sensitivity: pairs(".strip > div", "span", "b"),
      operators: pairs("#drawer .networks li", "span", "b"),
      limits: pairs("#limits li", "span", "b"),
      networks: pairs("#drawer ul.exactly:not(#limits) li", "span", "b")
    };
  }

  function places() {
    covermap.set({ rule: "area" });
    return Object.fromEntries(covermap.data.areas.map(area => {
      covermap.set({ selected: area.id });
      return [area.id, { name: words($("#drawer h3")), ...facts($("#drawer")) }];
    }));
  }

  function gaps() {
    return Object.fromEntries(covermap.data.gaps.map(gap => {
      covermap.set({ selected: gap.area, gap: gap.id });
      const row = all(document, "#drawer [data-gap]").find(button => button.dataset.gap === gap.id);
      return row ? [gap.id, { summary: words(row), ...facts(row.parentElement) }] : [gap.id, null];
    }));
  }

  function lines() {
    return Object.fromEntries(covermap.data.lines.map(line => {
      covermap.set({ selected: "", line: line.id });
      return [line.id, { name: words($("#drawer h3")), ...facts($("#drawer")) }];
    }));
  }

  function proposals() {
    return Object.fromEntries((covermap.data.plan ? covermap.data.plan.proposals : []).map(proposal => {
      covermap.set({ selected: "", line: "", proposal: proposal.id });
      const closed = all($("#drawer"), ".closes li").filter(row => words(row.querySelector("small")) === "建成后达标");
      return [proposal.id, { name: words($("#drawer h3")), closed: closed.length, ...facts($("#drawer")) }];
    }));
  }

  function prefecture() {
    const rules = { area: rule("area"), reach: rule("reach") };
    covermap.set({ rule: "area", selected: "" });
    const found = { rules, region: region(), places: places(), gaps: gaps(), lines: lines(), proposals: proposals() };
    covermap.set({ selected: "", line: "", proposal: "" });
    return { ...found, counties: counties() };
  }

  /* The region of the drawer again, county by county. */
  function counties() {
    return Object.fromEntries(covermap.data.counties.map(county => {
      covermap.set({ county: county.adcode });
      return [covermap.say(county.name), region()];
    }));
  }

  function table(host) {
    return all(typeof host === "string" ? $(host) : host, "tr").map(row => all(row, "th, td").map(words));
  }

  /* A long table is there while it is open; opening one closes the others. */
  async function opened(key) {
    const fold = $("#fold-" + key), host = $("#table-" + key);
    if (!fold) { return [words(host.querySelector("h3")), table(host)]; }
    const shown = new Promise(done => fold.addEventListener("toggle", done, { once: true }));
    fold.open = true;
    await shown;
    return [words(fold.querySelector("summary span")), table(host)];
  }

  async function province() {
    const rules = {};
    ["area", "reach"].forEach(name => {
      rules[name] = { ...rule(name), matrix: table("#matrix") };
      rules[name].ranking = Object.fromEntries(all($("#ranking"), "li").map(row =>
        [words(row.querySelector("a")), { rate: words(row.querySelector("b")), counts: words(row.querySelector("small")) }]));
      rules[name].cards = Object.fromEntries(all($("#cards"), "li").map(card =>
        [words(card.querySelector("h3")), { rate: words(card.querySelector("b")), counts: words(card.querySelector("p")), ...facts(card) }]));
    });
    covermap.set({ rule: "area" });
    const tables = [];
    for (const key of Object.keys(covermap.data.tables)) { tables.push(await opened(key)); }
    const curve = $("#plan-curve figcaption"), steps = covermap.data.plan ? covermap.data.plan.steps : [];
    return { rules, sentences: all($("#sentences"), "p").map(words), tables, curve: words(curve), steps };
  }

  window.figures = { prefecture, province };
})()
