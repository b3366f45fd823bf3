"""How layers look in QGIS: styles, rasters, and the project that holds them."""
