/* A canvas that moves and zooms with the map; what it shows is drawn by `draw`. */
(function (cm) {
  cm.CanvasLayer = L.Renderer.extend({
    options: { padding: 0.2 },

    _initContainer: function () {
      this._container = cm.h("canvas", { "aria-hidden": "true" });
      this._context = this._container.getContext("2d");
    },
    _destroyContainer: function () {
      L.DomUtil.remove(this._container);
      delete this._container;
      delete this._context;
    },
    _update: function () {
      if (this._map._animatingZoom && this._bounds) { return; }
      L.Renderer.prototype._update.call(this);
      var bounds = this._bounds, size = bounds.getSize();
      var ratio = cm.printing ? 3 : Math.min(window.devicePixelRatio || 1, 2);
      L.DomUtil.setPosition(this._container, bounds.min);
      this._container.width = Math.round(size.x * ratio);
      this._container.height = Math.round(size.y * ratio);
      this._container.style.width = size.x + "px";
      this._container.style.height = size.y + "px";
      this._context.setTransform(ratio, 0, 0, ratio, -bounds.min.x * ratio, -bounds.min.y * ratio);
      this.draw(this._context, bounds);
    },
    redraw: function () {
      if (this._map && !this._map._animatingZoom) { this._update(); }
    }
  });

  /* Position on the map at zoom 0, where the world is one unit wide. */
  cm.worldX = function (lon) { return (lon + 180) / 360; };
  cm.worldY = function (lat) {
    var sine = Math.sin(lat * Math.PI / 180);
    return 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
  };
})(covermap);
