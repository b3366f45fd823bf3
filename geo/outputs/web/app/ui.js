/* Small parts that several panels use. */
(function (cm) {
  /* Terms and what they are, with a remark in small print; an empty list is passed over. */
  cm.fact = function (term, value, more) {
    var cell = typeof value === "string" ? cm.h("dd", { text: value }) : cm.h("dd", null, value);
    if (more) { cell.appendChild(cm.h("small", { text: more })); }
    return [cm.h("dt", { text: term }), cell];
  };
  cm.factList = function (rows) {
    return cm.h.apply(null, ["dl", { class: "facts" }].concat([].concat.apply([], rows)));
  };

  /* Buttons of which one is chosen. */
  cm.segments = function (host, label, options, chosen, choose) {
    host.setAttribute("role", "group");
    host.setAttribute("aria-label", label);
    cm.replace(host, options.map(function (option) {
      return cm.h("button", {
        type: "button", class: "segment", disabled: option.disabled, title: option.title,
        "aria-pressed": String(option.id === chosen), text: option.name,
        "data-id": option.id, onclick: function () { choose(option.id); }
      });
    }));
  };

  cm.category = function (area) {
    return cm.data.categories.find(function (c) { return c.id === area.category && c.group === area.group; });
  };
  cm.categoryName = function (area) { return cm.say(cm.category(area).name); };

  /* One category: who leads, the rate as a range, the counts. */
  cm.categoryRow = function (item, tally) {
    var line = cm.h("div", { class: "line" },
      cm.h("b", { text: cm.say(item.name) }),
      cm.h("span", { class: "body", text: cm.say(item.body), title: cm.say(item.body) }),
      cm.h("span", {
        class: "rate" + (tally.judged ? "" : " none"), title: tally.all ? null : cm.t("none_listed_long"),
        text: tally.all ? cm.rate(tally) : cm.t("none_listed")
      }));
    if (!tally.all) { return cm.h("li", { "data-category": item.id }, line); }
    return cm.h("li", { "data-category": item.id }, line, cm.tallyBar(tally),
      cm.h("div", { class: "counts", text: cm.tallyText(tally) + " / " + tally.all }));
  };

  cm.checkbox = function (name, checked, change, sign) {
    var box = cm.h("input", { type: "checkbox", onchange: function () { change(box.checked); } });
    box.checked = checked;
    return cm.h("label", { class: "check" }, box, sign, cm.h("span", { text: name }));
  };

  /* What a column says of a row: text, an element to hold, or a cell of its own. */
  function cellFor(column, row) {
    var said = column.cell(row);
    if (typeof said === "string") { return cm.h("td", { class: column.class, text: said }); }
    return /^T[DH]$/.test(said.tagName) ? said : cm.h("td", { class: column.class }, said);
  }

  /* A table whose heads sort it. Columns: {name, class, cell(row), key(row)}; `options.sorted` is
     told the order, `options.foot` are rows that stay last. */
  cm.sortableTable = function (columns, rows, options) {
    var order = options.order || { column: 0, down: false };
    var body = cm.h("tbody"), heads = [];
    function sorted() {
      var key = columns[order.column].key, sign = order.down ? -1 : 1;
      return rows.slice().sort(function (a, b) {
        var x = key(a), y = key(b);
        if (x === null || y === null) { return (x === null) - (y === null); } // missing goes last
        return sign * (typeof x === "string" ? x.localeCompare(y, "zh") : x - y);
      });
    }
    function draw() {
      heads.forEach(function (head, index) {
        head.setAttribute("aria-sort",
          index !== order.column ? "none" : order.down ? "descending" : "ascending");
      });
      var shown = sorted();
      if (options.limit) { shown = shown.slice(options.from ? options.from() : 0, options.limit()); }
      cm.replace(body, shown.map(function (row) {
        return cm.h.apply(null, ["tr", options.row(row)].concat(columns.map(function (column) {
          return cellFor(column, row);
        })));
      }).concat(options.foot || []));
    }
    heads = columns.map(function (column, index) {
      return cm.h("th", { scope: "col", class: column.class },
        cm.h("button", {
          type: "button", text: column.name, onclick: function () {
            order = { column: index, down: order.column === index ? !order.down : Boolean(column.down) };
            if (options.sorted) { options.sorted(order); }
            draw();
          }
        }));
    });
    draw();
    var table = cm.h("table", { class: "rows" }, cm.h("caption", { class: "away", text: options.caption }),
      cm.h("thead", null, cm.h.apply(null, ["tr", null].concat(heads))), body);
    table.redraw = draw;
    return table;
  };

  /* A button that draws the rest of a table; the focus goes on to the first row that was not there. */
  cm.moreRows = function (host, first, text, drawAll) {
    return cm.h("button", {
      type: "button", class: "more", text: text, onclick: function () {
        drawAll();
        host.querySelectorAll("tbody tr")[first].querySelector("a, button").focus();
      }
    });
  };

  /* One line of a legend: a patch of colour or of a texture, and what it means. */
  cm.swatch = function (colour, text, kind) {
    var patch = cm.h("i", { class: "swatch" + (kind ? " " + kind : "") });
    if (colour) { patch.style.backgroundImage = "linear-gradient(" + colour + "," + colour + ")"; }
    return cm.h("li", null, patch, cm.h("span", { text: text }));
  };

  function cellOf(value, kind) {
    if (kind === "verdict") { return cm.h("td", null, value ? cm.badge(value) : null); }
    return cm.h("td", { class: kind === "number" ? "r" : null, text: cm.say(value) });
  }

  /* A table of the report as it is printed there: title, rows, note. */
  cm.plainTable = function (table, most) {
    var rows = table.rows.slice(0, most || table.rows.length);
    var parts = [cm.h("h3", { text: cm.say(table.title) })];
    if (!rows.length) { parts.push(cm.h("p", { class: "said", text: cm.t("none") })); }
    else {
      parts.push(cm.h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": cm.say(table.title) },
        cm.h("table", { class: "rows plain" },
          cm.h("thead", null, cm.h.apply(null, ["tr", null].concat(table.heads.map(function (head) {
            return cm.h("th", { scope: "col", class: head[1] === "number" ? "r" : null, text: cm.say(head[0]) + (head[2] ? " / " + head[2] : "") });
          })))),
          cm.h.apply(null, ["tbody", null].concat(rows.map(function (row) {
            return cm.h.apply(null, ["tr", null].concat(row.map(function (value, i) {
              return cellOf(value, table.heads[i][1]);
            })));
          }))))));
    }
    if (rows.length < table.rows.length) {
      parts.push(cm.h("p", { class: "note", text: cm.t("more_in_report", { count: table.rows.length - rows.length }) }));
    }
    if (cm.say(table.note)) { parts.push(cm.h("p", { class: "note", text: cm.say(table.note) })); }
    return parts;
  };
})(covermap);
