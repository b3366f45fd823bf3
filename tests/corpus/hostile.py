"""What is no file, or no file of ours: pipes, devices, links, addresses, scripts, other maps."""

from __future__ import annotations

import os
import socket
from pathlib import Path

from ._case import (
    AREA_A,
    AREAS,
    SITE_A,
    SITES,
    Build,
    Case,
    collection,
    feature,
    lines,
    point,
    text,
)

# Where `test_network` listens: whatever is named by address points there.
ADDRESS = "http://127.0.0.1:8765"


def _pipe(name: str) -> Build:
    def build(folder: Path) -> Path:
        os.mkfifo(folder / name)
        return folder / name

    return build


def _link(name: str, target: str) -> Build:
    def build(folder: Path) -> Path:
        (folder / name).symlink_to(target)
        return folder / name

    return build


def _folder(name: str) -> Build:
    def build(folder: Path) -> Path:
        (folder / name).mkdir()
        return folder / name

    return build


def _socket(name: str) -> Build:
    def build(folder: Path) -> Path:
        before = Path.cwd()
        os.chdir(folder)  # the path of a socket has room for 107 bytes
        try:
            with socket.socket(socket.AF_UNIX) as plug:
                plug.bind(name)
        finally:
            os.chdir(before)
        return folder / name

    return build


def _denied(name: str, content: str) -> Build:
    def build(folder: Path) -> Path:
        path = text(content, name)(folder)
        path.chmod(0)
        return path

    return build


def _good_link(folder: Path) -> Path:
    target = text(lines(AREAS, AREA_A), "real.csv")(folder)
    (folder / "a.csv").symlink_to(target)
    return folder / "a.csv"


def _at(name: str) -> Build:
    return lambda folder: folder / name


def _map(**members: object) -> str:
    return collection(feature(point(), id="G1", name_zh="省政府"), **members)


_LINKED = {"type": "link", "properties": {"href": f"{ADDRESS}/crs", "type": "ogcwkt"}}
_VSI = "/vsicurl/" + ADDRESS + "/a"

CASES = (
    *(
        Case(
            f"path-{what}-{role}",
            role,
            build(f"a{suffix}"),
            f"{wrong} ({role})",
            "refused",
            (code,),
        )
        for role, suffix, code in (
            ("sites", ".csv", "not-a-file"),
            ("areas", ".geojson", "not-a-file"),
            ("dem", ".tif", "missing-raster"),
            ("config", ".toml", "not-a-file"),
        )
        for what, wrong, build in (
            ("fifo", "a pipe", _pipe),
            ("socket", "a socket", _socket),
            ("device", "a device without an end", lambda name: _link(name, "/dev/zero")),
        )
    ),
    *(
        Case(
            f"path-{what}-{role}",
            role,
            build(f"a{suffix}"),
            f"{wrong} ({role})",
            "refused",
            (code,),
        )
        for role, suffix, code in (
            ("sites", ".csv", "missing-file"),
            ("dem", ".tif", "missing-raster"),
            ("config", ".toml", "missing-settings"),
        )
        for what, wrong, build in (
            ("missing", "nothing", _at),
            ("dangling", "a link to nothing", lambda name: _link(name, "nowhere")),
            ("loop", "a link to itself", lambda name: _link(name, name)),
            ("too-long", "a name longer than any", lambda name: _at("x" * 5000 + name)),
        )
    ),
    Case("path-folder-sites", "sites", _folder("a.csv"), "a folder", "refused", ("not-a-file",)),
    Case("path-folder-areas", "areas", _folder("a.gpkg"), "a folder", "refused", ("not-a-file",)),
    Case("path-folder-config", "config", _folder("a.toml"), "a folder", "refused", ("not-a-file",)),
    Case("path-folder-dem", "dem", _folder("a.tif"), "an empty folder", "refused", ("no-raster",)),
    Case("path-good-link", "areas", _good_link, "a link to a good file", "used", (), 1),
    Case(
        "path-denied-sites",
        "sites",
        _denied("a.csv", lines(SITES, SITE_A)),
        "a file that may not be read",
        "refused",
        ("not-permitted",),
    ),
    Case(
        "path-denied-dem",
        "dem",
        _denied("a.tif", "x"),
        "a DEM that may not be read",
        "refused",
        ("unreadable-raster",),
    ),
    Case(
        "path-denied-config",
        "config",
        _denied("a.toml", ""),
        "settings that may not be read",
        "refused",
        ("broken-settings",),
    ),
    Case(
        "path-no-suffix", "sites", text(lines(SITE_A), "a"), "no suffix", "refused", ("unreadable",)
    ),
    Case(
        "path-control-letters",
        "areas",
        text(lines(AREAS, AREA_A), "a\x1b[31m\n.csv"),
        "an escape sequence in the name of the file",
        "used",
        (),
        1,
    ),
    Case(
        "path-markup",
        "areas",
        text(lines(AREAS, AREA_A), "[red]a[.csv"),
        "the markup of a terminal in the name of the file",
        "used",
        (),
        1,
    ),
    Case(
        "path-not-utf8",
        "areas",
        text(lines(AREAS, AREA_A), os.fsdecode(b"\xff\xfe.csv")),
        "a name of bytes that are no text",
        "used",
        (),
        1,
    ),
    # --- addresses: nothing is fetched -------------------------------------------------------
    Case(
        "net-crs-link",
        "areas",
        text(_map(crs=_LINKED), "a.geojson"),
        "a crs by address",
        "refused",
        ("unknown-crs crs",),
    ),
    Case(
        "net-crs-name-url",
        "areas",
        text(_map(crs={"type": "name", "properties": {"name": f"{ADDRESS}/crs"}}), "a.geojson"),
        "a crs whose name is an address",
        "refused",
        ("unknown-crs crs",),
    ),
    Case(
        "net-crs-type-url",
        "areas",
        text(_map(crs={"type": "url", "properties": {"url": f"{ADDRESS}/crs"}}), "a.geojson"),
        "a crs by address, the old way",
        "refused",
        ("unknown-crs crs",),
    ),
    Case(
        "net-crs-ogc-url",
        "areas",
        text(_map(crs={"type": "OGC", "properties": {"urn": f"{ADDRESS}/crs"}}), "a.geojson"),
        "a crs by address, another way",
        "refused",
        ("unknown-crs crs",),
    ),
    Case(
        "net-vsicurl-sites",
        "sites",
        _at(_VSI + ".csv"),
        "a path of GDAL into the network",
        "refused",
        ("missing-file",),
    ),
    Case(
        "net-vsicurl-areas",
        "areas",
        _at(_VSI + ".geojson"),
        "a path of GDAL into the network",
        "refused",
        ("missing-file",),
    ),
    Case(
        "net-vsicurl-dem",
        "dem",
        lambda _: Path(_VSI + ".tif"),
        "a DEM by address",
        "refused",
        ("missing-raster",),
    ),
    Case(
        "net-wms-as-tif",
        "dem",
        text(
            f'<GDAL_WMS><Service name="TMS"><ServerUrl>{ADDRESS}/${{z}}</ServerUrl></Service>'
            "</GDAL_WMS>",
            "a.tif",
        ),
        "a map service called .tif",
        "refused",
        ("unreadable-raster",),
    ),
    Case(
        "net-vrt-as-tif",
        "dem",
        text(
            '<VRTDataset rasterXSize="5" rasterYSize="5"><VRTRasterBand dataType="Int16" '
            f'band="1"><SimpleSource><SourceFilename>/vsicurl/{ADDRESS}/a.tif</SourceFilename>'
            "</SimpleSource></VRTRasterBand></VRTDataset>",
            "a.tif",
        ),
        "a virtual raster on the network",
        "refused",
        ("unreadable-raster",),
    ),
    Case(
        "net-wfs-as-kml",
        "areas",
        text(f"<OGRWFSDataSource><URL>{ADDRESS}/wfs</URL></OGRWFSDataSource>", "a.kml"),
        "a feature service called .kml",
        "refused",
        ("unreadable",),
    ),
    Case(
        "net-kml-link",
        "areas",
        text(
            '<kml xmlns="http://www.opengis.net/kml/2.2"><Document><NetworkLink><Link><href>'
            f"{ADDRESS}/b.kml</href></Link></NetworkLink></Document></kml>",
            "a.kml",
        ),
        "a KML that is elsewhere",
        "refused",
        ("empty-file",),
    ),
    Case(
        "net-kml-style",
        "areas",
        text(
            '<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark><name>甲</name>'
            f"<styleUrl>{ADDRESS}/s.kml#x</styleUrl><Point><coordinates>101.77,36.62"
            "</coordinates></Point></Placemark></Document></kml>",
            "a.kml",
        ),
        "a style that is elsewhere",
        "mended",
        ("id-made 1 id", "source-recognised"),
        1,
    ),
    Case(
        "net-kml-schema",
        "areas",
        text(
            '<kml xmlns="http://www.opengis.net/kml/2.2" xmlns:xsi="http://www.w3.org/2001/'
            f'XMLSchema-instance" xsi:schemaLocation="x {ADDRESS}/x.xsd"><Document><Placemark>'
            "<name>甲</name><Point><coordinates>101.77,36.62</coordinates></Point></Placemark>"
            "</Document></kml>",
            "a.kml",
        ),
        "a schema that is elsewhere",
        "mended",
        ("id-made 1 id", "source-recognised"),
        1,
    ),
    Case(
        "net-kml-entity",
        "areas",
        text(
            f'<!DOCTYPE kml SYSTEM "{ADDRESS}/x.dtd"><kml xmlns="http://www.opengis.net/kml/2.2"/>',
            "a.kml",
        ),
        "a document type that is elsewhere",
        "refused",
        ("unreadable",),
    ),
    Case(
        "net-wfs-json",
        "areas",
        text(
            f'{{"type":"FeatureCollection","links":[{{"rel":"next",'
            f'"href":"{ADDRESS}/2"}}],"features":[]}}',
            "a.geojson",
        ),
        "a page that names the next",
        "refused",
        ("empty-file",),
    ),
    # --- other maps under a name that is read ------------------------------------------------
    *(
        Case(
            f"other-{name}{suffix}",
            "areas",
            text(content, f"a{suffix}"),
            f"{name} as {suffix}",
            "refused",
            (code,),
        )
        for name, suffix, content, code in (
            ("gml", ".geojson", '<gml:FeatureCollection xmlns:gml="x"/>', "unreadable"),
            ("dxf", ".geojson", "0\nSECTION\n2\nENTITIES\n0\nENDSEC\n0\nEOF\n", "unreadable"),
            ("dxf", ".shp", "0\nSECTION\n2\nENTITIES\n0\nENDSEC\n0\nEOF\n", "unreadable"),
            ("vrt", ".gpkg", "<OGRVRTDataSource></OGRVRTDataSource>", "unreadable"),
            ("osm-pbf", ".gpkg", b"\0\0\0\r\n\tOSMHeader\x18|", "unreadable"),
            ("script", ".fgb", "#!/bin/sh\nrm -rf /\n", "unreadable"),
            ("flatgeobuf-magic-alone", ".fgb", b"fgb\x03fgb\x00", "empty-file"),
            ("unknown-suffix", ".gml", '<gml:FeatureCollection xmlns:gml="x"/>', "unreadable"),
            ("unknown-suffix", ".dwg", b"AC1032", "unreadable"),
            ("unknown-suffix", ".parquet2", b"PAR1", "unreadable"),
        )
    ),
)
