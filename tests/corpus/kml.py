"""KML and KMZ of Google Earth and Ovitalmap, with links, entities and folders."""

from __future__ import annotations

from pathlib import Path

from ._case import Build, Case, archive, text

_PLACE = (
    "<Placemark><name>省政府</name><Point><coordinates>101.77,36.62,0</coordinates></Point>"
    "</Placemark>"
)
_OTHER = _PLACE.replace("省政府", "县政府").replace("101.77,36.62", "99.08,36.79")
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>'


def document(*inside: str, head: str = _HEAD, root: str = "kml") -> str:
    """Return a KML document."""
    space = 'xmlns="http://www.opengis.net/kml/2.2"'
    return f"{head}<{root} {space}><Document>{''.join(inside)}</Document></{root}>"


def _file(content: str | bytes, name: str = "a.kml") -> Build:
    return text(content, name)


def _bomb() -> str:
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return (
        f'<?xml version="1.0"?><!DOCTYPE kml [<!ENTITY l0 "lol">{levels}]>'
        f'<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark><name>&l9;</name>'
        "<Point><coordinates>101.77,36.62</coordinates></Point></Placemark></Document></kml>"
    )


def _external(address: str) -> str:
    return (
        f'<?xml version="1.0"?><!DOCTYPE kml [<!ENTITY x SYSTEM "{address}">]>'
        '<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark><name>&x;</name>'
        "<Point><coordinates>101.77,36.62</coordinates></Point></Placemark></Document></kml>"
    )


def _kmz(folder: Path) -> Path:
    path = folder / "a.kmz"
    path.write_bytes(archive({"doc.kml": document(_PLACE), "files/icon.png": b"\x89PNG"}))
    return path


_MADE = "id-made 1 id"
_KNOWN = "source-recognised"
_RING = "101.7,36.6 101.8,36.6 101.8,36.7 101.7,36.7 101.7,36.6"

CASES = (
    Case(
        "kml-places",
        "areas",
        _file(document(_PLACE, _OTHER)),
        "no ids, as Google Earth has it",
        "mended",
        (_MADE, _KNOWN),
        2,
    ),
    Case(
        "kml-folders",
        "areas",
        _file(
            document(
                f"<Folder><name>甲</name>{_PLACE}</Folder>",
                f"<Folder><name>乙</name>{_OTHER}</Folder>",
            )
        ),
        "places in two folders",
        "mended",
        (_MADE, _KNOWN, "source-assumed 1 category", "other-category 1 category"),
        2,
    ),
    Case("kml-kmz", "areas", _kmz, "a KMZ with a picture", "mended", (_MADE, _KNOWN), 1),
    Case(
        "kml-polygon",
        "areas",
        _file(
            document(
                "<Placemark><name>园区</name><Polygon><outerBoundaryIs><LinearRing>"
                f"<coordinates>{_RING}</coordinates></LinearRing></outerBoundaryIs>"
                "</Polygon></Placemark>"
            )
        ),
        "an area",
        "mended",
        (_MADE, _KNOWN),
        1,
    ),
    Case(
        "kml-empty-folder",
        "areas",
        _file(document("<Folder><name>空</name></Folder>")),
        "a folder without places",
        "refused",
        ("empty-file",),
    ),
    Case("kml-empty", "areas", _file(""), "no byte", "refused", ("empty-file",)),
    Case(
        "kml-cut",
        "areas",
        _file(document(_PLACE, _OTHER)[:200]),
        "cut in the middle",
        "refused",
        ("unreadable",),
    ),
    Case(
        "kml-billion-laughs",
        "areas",
        _file(_bomb()),
        "entities that grow without end",
        "refused",
        ("unreadable",),
    ),
    Case(
        "kml-external-entity",
        "areas",
        _file(_external("file:///etc/passwd")),
        "an entity that reads a file of the system",
        "refused",
        ("unreadable",),
    ),
    Case(
        "kml-bomb-behind-comment",
        "areas",
        _file(_bomb().replace("<!DOCTYPE", f"<!--{' ' * 3000}--><!DOCTYPE")),
        "a document type behind a comment",
        "refused",
        ("unreadable",),
    ),
    Case(
        "kml-utf16",
        "areas",
        _file(document(_PLACE, head="").encode("utf-16")),
        "UTF-16",
        "refused",
        ("unreadable",),
    ),
    Case(
        "kml-gbk",
        "areas",
        _file(document(_PLACE, head='<?xml version="1.0" encoding="GBK"?>').encode("gbk")),
        "GBK, said so: no reader of XML knows it",
        "refused",
        ("unreadable",),
    ),
    Case(
        "kml-gml",
        "areas",
        _file('<gml:FeatureCollection xmlns:gml="http://www.opengis.net/gml"/>'),
        "GML under the name of KML",
        "refused",
        ("unreadable",),
    ),
    Case(
        "kml-osm",
        "areas",
        _file('<osm version="0.6"><node id="1" lat="36" lon="101"/></osm>'),
        "OpenStreetMap under the name of KML",
        "refused",
        ("unreadable",),
    ),
    Case(
        "kml-gpx",
        "areas",
        _file('<gpx version="1.1"><wpt lat="36" lon="101"/></gpx>'),
        "GPX under the name of KML",
        "refused",
        ("unreadable",),
    ),
    Case(
        "kml-vrt",
        "areas",
        _file(
            '<OGRVRTDataSource><!-- <kml > --><OGRVRTLayer name="x"><SrcDataSource>/etc/passwd'
            "</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>"
        ),
        "a virtual source that calls itself KML in a comment",
        "refused",
        ("unreadable",),
    ),
    Case(
        "kml-script",
        "areas",
        _file(document(_PLACE.replace("省政府", "<![CDATA[<script>alert(1)</script>]]>"))),
        "a script for a name",
        "mended",
        (_MADE, _KNOWN),
        1,
    ),
    Case(
        "kml-no-coordinates",
        "areas",
        _file(document("<Placemark><name>甲</name></Placemark>", _PLACE)),
        "a place without a point: listed, not judged",
        "mended",
        (_MADE, _KNOWN),
        2,
    ),
    Case(
        "kml-broken-coordinates",
        "areas",
        _file(document(_PLACE.replace("101.77,36.62,0", "x,y"))),
        "letters for coordinates: a place without a point",
        "mended",
        (_MADE, _KNOWN, "bad-coordinates 1 coordinates"),
        1,
    ),
)
