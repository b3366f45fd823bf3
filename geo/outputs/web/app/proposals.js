/* Stations that are proposed: a sign of their own on the map, and the nearest to a place. */
(function (cm) {
  var SIGN = "M-6.5-6.5H6.5V6.5H-6.5ZM-1.3-4.4V-1.3H-4.4V1.3H-1.3V4.4H1.3V1.3H4.4V-1.3H1.3V-4.4Z";
  var COLOUR = "#8a2f6b";

  /* Indices of the stations that are proposed, looked for once. */
  var found = null;
  function proposals() {
    found = found || cm.stationsOf("proposed");
    return found;
  }
  cm.anyProposed = function () { return proposals().length > 0; };

  /* A square with a plus cut out of it. */
  cm.proposalSign = function () {
    return cm.svg("svg", { class: "sign proposed", viewBox: "-9 -9 18 18", "aria-hidden": "true" },
      cm.svg("path", { d: SIGN, "fill-rule": "evenodd" }));
  };

  /* The same for the canvas of the stations. */
  cm.proposalSprite = function (radius) {
    var ratio = 3, size = Math.max(11, radius * 3.2), side = Math.ceil(size + 4);
    var canvas = cm.h("canvas", { width: side * ratio, height: side * ratio }), context = canvas.getContext("2d");
    context.scale(ratio, ratio);
    context.translate(side / 2, side / 2);
    context.scale(size / 13, size / 13);
    context.fillStyle = "#fff";
    context.fillRect(-7.6, -7.6, 15.2, 15.2);
    context.fillStyle = COLOUR;
    context.fill(new Path2D(SIGN), "evenodd");
    return { canvas: canvas, side: side };
  };

  /* The proposed station nearest to a place; none where nothing is proposed. */
  cm.proposalFacts = function (area) {
    var nearest = null, least = Infinity;
    proposals().forEach(function (index) {
      var station = cm.station(index);
      var km = cm.map.distance([area.at[1], area.at[0]], [station.at[1], station.at[0]]) / 1000;
      if (km < least) { least = km; nearest = station; }
    });
    if (!nearest) { return []; }
    return [cm.fact(cm.t("nearest_proposal"), cm.h("button", {
      type: "button", class: "name", "data-station": nearest.id, onclick: function () { cm.showStation(nearest); }
    }, cm.proposalSign(), cm.h("span", { text: cm.number(least, least < 10 ? 2 : 1) + " km \u00b7 " + nearest.id })),
    cm.t("predicted"))];
  };

  cm.proposalLegend = function () {
    if (!cm.anyProposed() || cm.state.proposals === false) { return []; }
    return [cm.h("li", { class: "wide" }, cm.proposalSign(), cm.h("span", { text: cm.t("legend_proposed") }))];
  };
})(covermap);
