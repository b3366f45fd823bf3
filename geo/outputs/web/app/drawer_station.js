/* The drawer's card of a station, and the ring around the one that is chosen. */
(function (cm) {
  var renderer = null, ring = null;

  cm.markStation = function (index) {
    if (ring) { ring.remove(); ring = null; }
    if (index < 0) { return; }
    renderer = renderer || cm.paneRenderer("covermap-extent");
    var at = cm.station(index).at;
    ring = L.circleMarker([at[1], at[0]], {
      pane: "covermap-extent", renderer: renderer, interactive: false, radius: 12, color: "#17323a", weight: 1.6,
      fillColor: "#ffd24d", fillOpacity: 0.75
    }).addTo(cm.map);
  };

  cm.statusName = function (status) {
    return ["built", "planned", "proposed"].indexOf(status) < 0 ? status || cm.t("not_stated") : cm.t("station_" + status);
  };

  cm.stationCard = function (index) {
    var found = cm.station(index), proposed = found.status === "proposed";
    return [
      cm.h("div", { class: "headline" }, cm.h("h3", { text: found.name || found.id }),
        proposed && cm.h("span", { class: "badge b-proposed" }, cm.proposalSign(),
          cm.h("span", { text: cm.t("station_proposed") + " \u00b7 " + cm.t("predicted") })),
        cm.data.run.synthetic && cm.h("span", { class: "badge b-synthetic", text: "SYNTHETIC" })),
      cm.h("p", { class: "about", text: cm.t("station") + " \u00b7 " + cm.countyName(found.county) }),
      proposed && cm.h("p", { class: "note", text: cm.t("proposal_note") }),
      cm.factList([
        cm.fact(cm.t("id"), found.id), cm.fact(cm.t("operator"), cm.operatorName(found.operator)),
        cm.fact(cm.t("band"), found.band || cm.t("not_stated")), cm.fact(cm.t("status"), cm.statusName(found.status)),
        cm.fact(cm.t("height"), cm.isNumber(found.height) ? cm.number(found.height) + " m" : cm.t("no_data")),
        cm.fact(cm.t("azimuth"), cm.isNumber(found.azimuth) ? found.azimuth + "\u00b0" : cm.t("omni")),
        cm.fact(cm.t("coordinate"), cm.lonlat(found.at[0], found.at[1]), "CGCS2000")
      ])
    ];
  };
})(covermap);
