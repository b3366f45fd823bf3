/* The plan: proposed stations as pins that can be focused, and lines from the one chosen. */
(function (cm) {
  var PIN = "M0 0C-2.6-7-9-10.4-9-17.5A9 9 0 1 1 9-17.5C9-10.4 2.6-7 0 0Z", HEAD = -17.5;
  var MOST = 40; // pins at a time, so that a page stays light: those of the lowest rank in view
  var COLOUR = "#8a2f6b", AHEAD_M = 1200; // how long the axis of a sector is drawn
  var layer = null, canvas = null, drawn = [];

  function proposals() { return cm.data.plan ? cm.data.plan.proposals : []; }
  cm.anyPlanned = function () { return proposals().length > 0; };
  cm.proposal = function (id) {
    return proposals().find(function (one) { return one.id === id; });
  };

  /* What the plan says of a place, undefined where it says nothing. */
  cm.planOf = function (area) {
    return cm.data.plan ? cm.data.plan.places.find(function (place) { return place.area === area.id; }) : undefined;
  };

  /* The places of this page that a proposal has a part in, those it closes first. */
  cm.placesBy = function (proposal) {
    return cm.data.plan.places.filter(function (place) {
      return place.by.indexOf(proposal.id) >= 0 || proposal.closes.indexOf(place.area) >= 0;
    });
  };

  cm.pinSign = function () {
    return cm.svg("svg", { class: "sign pin", viewBox: "-11 -28 22 30", "aria-hidden": "true" },
      cm.svg("path", { d: PIN }));
  };

  function shown(proposal) { return cm.state.plan !== false && cm.inCounty(proposal); }

  function label(proposal) {
    return cm.t("plan_station_rank", { rank: proposal.rank }) + " \u00b7 " + cm.say(proposal.name) + " \u00b7 " +
      cm.t("plan_closes_count", { count: proposal.closes.length });
  }

  function choose(proposal) { cm.set({ proposal: proposal.id, station: "", line: "" }); }

  function pin(proposal) {
    return cm.svg("g", {
      class: "pin" + (proposal.id === cm.state.proposal ? " chosen" : ""),
      role: "button", tabindex: "0", "data-proposal": proposal.id, "aria-label": label(proposal),
      onclick: function (event) { L.DomEvent.stop(event); choose(proposal); },
      onkeydown: function (event) {
        if (event.key !== "Enter" && event.key !== " ") { return; }
        event.preventDefault();
        choose(proposal);
      }
    }, cm.svg("path", { d: PIN }), cm.svg("text", { y: HEAD + 3.6, class: proposal.rank > 99 ? "long" : null, text: String(proposal.rank) }));
  }

  function crowded() { return proposals().length > MOST; }

  /* All pins, or of many the lowest ranks in view; the chosen one always. */
  function drawnNow() {
    var seen = cm.map.getBounds().pad(0.1), listed = proposals().filter(shown);
    if (crowded()) {
      listed = listed.filter(function (one) { return seen.contains([one.at[1], one.at[0]]); }).slice(0, MOST);
    }
    var chosen = cm.proposal(cm.state.proposal);
    return chosen && shown(chosen) && listed.indexOf(chosen) < 0 ? listed.concat(chosen) : listed;
  }

  var PinLayer = L.Layer.extend({
    options: { pane: "covermap-proposal" },
    onAdd: function (map) {
      this._root = cm.svg("svg", { class: "pins", width: 1, height: 1 });
      this.getPane().appendChild(this._root);
      map.on("moveend viewreset", function () { if (crowded()) { this.redraw(); } else { this.place(); } }, this);
      map.on("zoomanim", this._animate, this);
      this.redraw();
    },
    redraw: function () {
      this._shown = drawnNow();
      cm.replace(this._root, this._shown.map(pin));
      this.place();
    },
    place: function () {
      this._put(function (latlng) { return cm.map.latLngToLayerPoint(latlng); });
    },
    _animate: function (event) {
      this._put(function (latlng) { return cm.map._latLngToNewLayerPoint(latlng, event.zoom, event.center); });
    },
    _put: function (project) {
      var root = this._root;
      this._shown.forEach(function (proposal, index) {
        var at = project(L.latLng(proposal.at[1], proposal.at[0]));
        root.children[index].style.transform = "translate(" + at.x + "px," + at.y + "px)";
      });
    }
  });

  function leg(from, to, dash, width) {
    [["#fff", width + 2.4, null], [COLOUR, width, dash]].forEach(function (look) {
      drawn.push(L.polyline([[from[1], from[0]], [to[1], to[0]]], {
        renderer: canvas, interactive: false, color: look[0], weight: look[1], dashArray: look[2], opacity: look[0] === "#fff" ? 0.75 : 1
      }).addTo(cm.map));
    });
  }

  /* Solid to what it closes, dashed to what was promised and not confirmed; its sectors as strokes. */
  function draw() {
    drawn.forEach(function (line) { line.remove(); });
    drawn = [];
    var chosen = cm.proposal(cm.state.proposal);
    if (!chosen || !shown(chosen)) { return; }
    cm.placesBy(chosen).forEach(function (place) {
      var area = cm.area(place.area);
      if (area && area.at) { leg(chosen.at, area.at, place.status === "confirmed" ? null : "3 6", 2); }
    });
    chosen.azimuths.forEach(function (azimuth) { leg(chosen.at, cm.ahead(chosen.at, azimuth, AHEAD_M), null, 4); });
  }

  /* Show a proposal with the places it closes. */
  cm.openProposal = function (proposal) {
    choose(proposal);
    var points = cm.placesBy(proposal).map(function (place) { return cm.area(place.area); }).filter(function (area) {
      return area && area.at;
    }).map(function (area) { return area.at; }).concat([proposal.at]);
    cm.fit(L.latLngBounds(points.map(function (at) { return [at[1], at[0]]; })).pad(0.35), true, 13);
  };

  /* Where pins stand, for names to keep off their heads. */
  cm.pinPoints = function () {
    return layer ? layer._shown.map(function (one) { return one.at.concat(HEAD); }) : [];
  };

  cm.planLabels = function () {
    var chosen = cm.proposal(cm.state.proposal);
    if (!chosen || !shown(chosen)) { return []; }
    return [{ at: chosen.at, dy: 13, always: true, text: cm.say(chosen.name), look: cm.look(12.5, "#6b2152", { weight: "700" }) }];
  };

  cm.planLegend = function () {
    if (!cm.anyPlanned() || cm.state.plan === false) { return []; }
    var row = cm.h("li", { class: "wide" }, cm.pinSign(), cm.h("span", { text: cm.t("legend_plan") }));
    return [row].concat(
      crowded() ? [cm.h("li", { class: "wide said", text: cm.t("legend_plan_most", { count: MOST }) })] : []);
  };

  cm.showPlan = function () {
    if (!cm.anyPlanned()) { return; }
    canvas = L.canvas({ pane: "covermap-extent", padding: 0.2 });
    layer = new PinLayer().addTo(cm.map);
    draw();
    cm.on("change", function (changes) {
      var other = ["selected", "line", "station"].some(function (key) { return key in changes; });
      if (other && !("proposal" in changes)) { cm.state.proposal = ""; }
      if (other || ["proposal", "plan", "county"].some(function (key) { return key in changes; })) {
        layer.redraw();
        draw();
      }
    });
    cm.on("language", function () { layer.redraw(); });
  };
})(covermap);
