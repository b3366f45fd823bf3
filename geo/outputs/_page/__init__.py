"""The parts of a map page, one module per thing drawn; `geo.outputs.pages` puts them together."""
