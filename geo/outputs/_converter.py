"""Turns a GeoPackage into a file of another driver; a program, started by `_other_drivers`.

It knows nothing of covermap, so that GDAL starts with the drivers that its environment leaves in.
Standard input says what to do, as JSON; standard output says which fields each layer got.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import pyogrio


def main() -> None:
    """Write every layer, one after the other, and print its fields."""
    order = json.load(sys.stdin)
    pyogrio.set_gdal_config_options(order["config"])
    fields: dict[str, Any] = {}
    for number, layer in enumerate(order["layers"]):
        meta, table = pyogrio.read_arrow(order["source"], layer=layer["name"])
        column = meta["geometry_name"]
        pyogrio.write_arrow(
            table.drop_columns([meta["fid_column"]])
            if meta.get("fid_column") in table.column_names
            else table,
            order["target"],
            layer=layer["name"],
            driver=order["driver"],
            geometry_name=column if column in table.column_names else None,
            geometry_type=layer["kind"] or None,
            crs=meta["crs"],
            append=number > 0,
            layer_options=layer["options"],
            dataset_options=order["options"],
        )
        found = pyogrio.read_info(order["target"], layer=layer["name"])
        fields[layer["name"]] = [str(name) for name in found["fields"]]
    print(json.dumps(fields))  # noqa: T201 - what the caller reads


if __name__ == "__main__":
    main()
