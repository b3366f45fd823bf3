/* Coverage pictures, the choice between them, and the legend of the one shown. */
(function (cm) {
  cm.OVERLAYS = ["level", "class", "limit", "networks", "gain", "technology", "none"];
  var image = null;

  function picture(kind, operator) {
    return cm.data.overlays.layers.find(function (layer) {
      return layer.kind === kind && (kind !== "level" || layer.operator === operator);
    });
  }

  function show() {
    var state = cm.state, layer = picture(state.overlay, state.operator);
    if (image) { image.remove(); image = null; }
    if (layer && layer.uri) {
      image = L.imageOverlay(layer.uri, cm.data.overlays.bounds, {
        pane: "covermap-coverage", className: "coverage", alt: ""
      }).on("load", sharpen).addTo(cm.map);
    }
    sharpen();
    choices();
    legend(layer);
  }

  /* Magnified, cells keep their edges: a blur would invent levels between two classes. */
  function sharpen() {
    if (!image || !image.getElement().naturalWidth) { return; }
    var shown = image.getElement().getBoundingClientRect().width;
    image.getElement().classList.toggle("magnified", shown > image.getElement().naturalWidth * 1.4);
  }

  function choices() {
    var state = cm.state;
    cm.segments(cm.$("overlay-kind"), cm.t("overlay"), cm.OVERLAYS.filter(function (kind) {
      return kind !== "technology" || picture(kind);
    }).map(function (kind) {
      return { id: kind, name: cm.t("overlay_" + kind) };
    }), state.overlay, function (kind) { cm.set({ overlay: kind }); });
    var operators = cm.$("overlay-operator");
    operators.hidden = state.overlay !== "level";
    var options = [{ id: "any", name: cm.t("any_operator"), title: cm.t("any_operator_long") }]
      .concat(cm.data.operators.map(function (operator) {
        var layer = picture("level", operator.id);
        return {
          id: operator.id, name: cm.say(operator.short), disabled: !layer || !layer.uri,
          title: layer && layer.uri ? cm.say(operator.name) : cm.t("not_computed")
        };
      }));
    cm.segments(operators, cm.t("operator"), options, state.operator,
      function (operator) { cm.set({ operator: operator }); });
  }

  function coverageRows(kind) {
    var colours = cm.data.overlays.colours;
    if (kind === "level") { return [cm.swatch(null, cm.t("legend_out_of_range"), "paper")]; }
    if (kind === "class") {
      var dbm = cm.number(cm.data.threshold.dbm);
      return [
        cm.swatch(colours.class[2], cm.t("legend_class_90", { dbm: dbm })),
        cm.swatch(colours.class[1], cm.t("legend_class_50", { dbm: dbm })),
        cm.swatch(colours.class[0], cm.t("legend_class_below", { dbm: dbm })),
        cm.swatch(null, cm.t("legend_out_of_range"), "paper")
      ];
    }
    if (kind === "limit") {
      return Object.keys(colours.limit).filter(function (limit) {
        return limit !== "terrain" || cm.hasTerrain();
      }).map(function (limit) {
        return cm.swatch(colours.limit[limit], cm.code("limit", limit), limit === "terrain" ? "dotted" : null);
      });
    }
    if (kind === "networks") {
      return colours.networks.map(function (colour, index) {
        return cm.swatch(colour, cm.networks(index));
      }).reverse();
    }
    if (kind === "gain") {
      return colours.gain.map(function (colour, index) {
        return cm.swatch(colour, cm.t(index ? "legend_gain" : "legend_gain_1", { count: index + 1 }));
      }).reverse().concat([cm.swatch(null, cm.t("legend_gain_0"), "paper")]);
    }
    if (kind === "technology") {
      return ["both", "nr", "lte", "none"].map(function (seen) {
        return cm.swatch(colours.technology[seen], cm.t("legend_technology_" + seen), seen === "lte" ? "dotted" : null);
      });
    }
    return [];
  }

  /* Levels as one ramp from strong to weak, the threshold marked on it. */
  function ramp() {
    var rows = cm.data.legend, colours = cm.data.overlays.colours.level;
    return [cm.h.apply(null, ["ol", { class: "ramp" }].concat(rows.map(function (row, index) {
      var patch = cm.h("i", { title: cm.say(row.name) }), above = index ? rows[index - 1].from : null;
      patch.style.backgroundImage = "linear-gradient(" + colours[index] + "," + colours[index] + ")";
      return cm.h("li", { class: above === cm.data.threshold.dbm ? "threshold" : null }, patch,
        above === null ? null : cm.h("span", { text: cm.number(above) }));
    }))), cm.h("div", { class: "ramp-ends" }, cm.h("span", { text: cm.t("strong") }),
      cm.h("span", { text: cm.t("threshold_at", { dbm: cm.number(cm.data.threshold.dbm) }) }),
      cm.h("span", { text: cm.t("weak") }))];
  }

  function legend(layer) {
    var kind = cm.state.overlay, computed = layer && layer.uri, rows = [];
    var operator = cm.data.operators.find(function (o) { return o.id === cm.state.operator; });
    var title = cm.t("legend_title_" + kind) + (kind === "level" ? " / dBm" : "");
    if (kind === "level") {
      title += " \u00b7 " + (operator ? cm.say(operator.name) : cm.t("any_operator"));
    }
    if (kind !== "none") {
      rows = computed ? coverageRows(kind) : [cm.h("li", { class: "said", text: cm.t("not_computed_here") })];
      if (cm.data.overlays.no_data) { rows.push(cm.swatch(null, cm.t("legend_no_data"), "no-data")); }
      rows.push(cm.swatch(null, cm.t("legend_not_computed"), "hatch"));
    }
    cm.$("legend-title").textContent = title;
    cm.$("legend-title").hidden = kind === "none";
    cm.replace(cm.$("legend-ramp"), kind === "level" && computed ? ramp() : []);
    cm.replace(cm.$("legend-coverage"), rows);
    cm.$("stage").classList.toggle("not-computed", kind !== "none" && !computed);
    cm.replace(cm.$("legend-places"), cm.VERDICTS.map(function (verdict) {
      return cm.h("li", null, cm.sign(verdict), cm.h("span", { text: cm.code("verdict", verdict) }));
    }).concat([
      cm.h("li", null, cm.h("i", { class: "dot built" }), cm.h("span", { text: cm.t("station_built") })),
      cm.h("li", null, cm.h("i", { class: "dot planned" }), cm.h("span", { text: cm.t("station_planned") })),
      cm.h("li", null, cm.h("i", { class: "swatch gap" }), cm.h("span", { text: cm.t("gap") }))
    ], cm.planLegend(), cm.proposalLegend(), cm.lineLegend()));
  }

  cm.networks = function (count) {
    return cm.t(count > 1 ? "legend_networks" : "legend_networks_" + count, { count: count });
  };

  cm.showCoverage = function () {
    show();
    cm.map.on("zoomend", sharpen);
    cm.on("change", function (changes) {
      if ("overlay" in changes || "operator" in changes || "lines" in changes || "proposals" in changes || "plan" in changes) { show(); }
    });
    cm.on("language", show);
  };
})(covermap);
