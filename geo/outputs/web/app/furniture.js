/* Scale bar, coordinates under the pointer, zoom buttons. */
(function (cm) {
  var STEPS = [1, 2, 3, 5];

  /* Greatest round length that is at most `metres`. */
  function roundLength(metres) {
    var power = Math.pow(10, Math.floor(Math.log10(metres)));
    var step = STEPS.filter(function (s) { return s * power <= metres; }).pop() || 1;
    return step * power;
  }

  /* Leaflet remembers the size of its element: it is told when the frame around it changes. */
  cm.measure = function () {
    cm.map.invalidateSize({ animate: false, pan: false });
    if (!window.ResizeObserver) { return; }
    new ResizeObserver(function () {
      if (!cm.printing) { cm.map.invalidateSize({ animate: false, pan: false }); }
    }).observe(cm.map.getContainer());
  };

  cm.furnish = function () {
    var map = cm.map, bar = cm.$("scale"), place = cm.$("readout");
    function scale() {
      var size = map.getSize(), y = size.y / 2;
      var metres = map.distance(map.containerPointToLatLng([0, y]), map.containerPointToLatLng([110, y]));
      if (!metres) { return; }
      var length = roundLength(metres);
      bar.style.width = Math.round(110 * length / metres) + "px";
      bar.textContent = length >= 1000 ? length / 1000 + " km" : length + " m";
    }
    map.on("zoomend moveend resize", scale);
    scale();
    function show(latlng) { place.textContent = cm.lonlat(latlng.lng, latlng.lat); }
    map.on("mousemove", function (event) { show(event.latlng); });
    show(map.getCenter());
    map.on("moveend", function () { show(map.getCenter()); });
    cm.$("zoom-in").addEventListener("click", function () { map.zoomIn(1); });
    cm.$("zoom-out").addEventListener("click", function () { map.zoomOut(1); });
    cm.$("zoom-home").addEventListener("click", function () { cm.fitRegion(true); });
  };
})(covermap);
