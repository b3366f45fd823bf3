"""The offline shell of a page: folium draws it from constants, nothing in it comes from data.

Folium and branca compile rendered text a second time as a Jinja template, so a name that
holds template syntax would be evaluated. Therefore the shell is rendered first (markup, our
own scripts, the vendored Leaflet, an empty map with its panes) and `page` puts the data in
afterwards, as one block of escaped JSON that scripts show through ``textContent``. A content
security policy names every script and style by its hash, so that nothing else can run.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, Literal, cast

import folium
from branca.element import Element, Figure, JavascriptLink, Link
from folium.map import CustomPane
from folium.template import Template
from jinja2 import Environment, FunctionLoader, StrictUndefined

from layers.text import Lang, traditional

from ._page.text import chinese, in_characters

PageKind = Literal["prefecture", "province", "comparison"]

# Plain scripts in loading order: each adds to the one namespace `covermap`.
_COMMON = (
    "core",
    "layout",
    "paper",
    "geometry",
    "canvas",
    "regions",
    "furniture",
    "labels",
    "ui",
    "relief",
    "geodesic",
    "ruler",
)
_SCRIPTS: Mapping[PageKind, tuple[str, ...]] = {
    "prefecture": (
        *_COMMON,
        "overlays",
        "gaps",
        "columns",
        "stations",
        "proposals",
        "measured",
        "places",
        "obstacle",
        "lines",
        "plan",
        "progress",
        "gap_table",
        "plan_table",
        "overview",
        "profile",
        "drawer_parts",
        "drawer_place",
        "drawer_gap",
        "drawer_line",
        "drawer_station",
        "drawer_proposal",
        "drawer",
        "focus",
        "filters",
        "search",
        "search_more",
        "permalink",
        "prefecture",
    ),
    "province": (
        *_COMMON,
        "columns",
        "stations",
        "proposals",
        "search",
        "province_side",
        "province_map",
        "province_swipe",
        "province_tables",
        "province_gaps",
        "province_plan",
        "province_address",
        "province",
    ),
    "comparison": (
        *_COMMON,
        "changes",
        "comparison_map",
        "comparison_panel",
        "comparison_drawer",
        "focus",
        "comparison",
    ),
}
# Style sheets beside the common one.
_STYLES: Mapping[PageKind, str] = {"province": "province.css", "comparison": "comparison.css"}
# Panes of the map, bottom up; only places and proposals answer to the pointer.
_PANES: Mapping[str, int] = {
    "covermap-ground": 210,
    "covermap-relief": 230,
    "covermap-coverage": 250,
    "covermap-water": 260,
    "covermap-border": 300,
    "covermap-gap": 350,
    "covermap-extent": 360,
    "covermap-line": 380,
    "covermap-measured": 390,
    "covermap-station": 400,
    "covermap-label": 450,
    "covermap-place": 600,
    "covermap-proposal": 610,
    "covermap-ruler": 640,
}
_POINTER_PANES = frozenset({"covermap-place", "covermap-proposal"})
_DATA_MARK = "<!--covermap:data-->"
_TITLE_MARK = "<title>covermap</title>"
_HTML_LANG: Mapping[Lang, str] = {"zh": "zh-CN", "zh-Hant": "zh-Hant", "en": "en"}
_ESCAPES = str.maketrans({c: f"\\u{ord(c):04x}" for c in "<>&{\u2028\u2029"})
_JSON_STRING = re.compile(r'("(?:[^"\\]|\\.)*")')
_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)
_CSS_IMAGE = re.compile(r"url\(images/[^)]*\)")


class _Inline(Element):
    """An element whose text is put out as it is, never compiled as a template."""

    _template = Template("{{ this.body }}")

    def __init__(self, name: str, body: str) -> None:
        super().__init__()
        self._name, self._id, self.body = name, "inline", body


class _ShellMap(folium.Map):
    """folium's map without its links to other hosts, zoomable by the reader.

    Class attributes of its own leave folium's lists as they are for other users of folium.
    """

    default_js = [("leaflet", "leaflet.js")]  # noqa: RUF012 - as folium declares it
    default_css = [("leaflet_css", "leaflet.css")]  # noqa: RUF012
    _template = Template(
        """
        {% macro header(this, kwargs) %}
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <script>L_NO_TOUCH = false; L_DISABLE_3D = false;</script>
        {% endmacro %}
        {% macro html(this, kwargs) %}{% endmacro %}
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = L.map({{ this.get_name()|tojson }}, {
                center: {{ this.location|tojson }}, crs: L.CRS.{{ this.crs }},
                ...{{ this.options|tojavascript }}
            });
            {{ this.get_name() }}.attributionControl.setPrefix(false);
        {% endmacro %}
        """
    )


def page(kind: PageKind, lang: Lang, title: str, payload: Mapping[str, Any]) -> str:
    """Return one self-contained page.

    Parameters
    ----------
    kind
        Which of the pages.
    lang
        Language of the fixed wording.
    title
        Title of the document, plain text of any content.
    payload
        JSON-able data of the page; shown as text by the scripts of the page.
    """
    shell = _shell(kind, lang)
    both: dict[str, Lang] = {"zh": chinese(lang), "en": "en"}  # what the page can change between
    content = {
        **in_characters(payload, lang),
        "lang": "en" if lang == "en" else "zh",
        "tags": {spoken: _HTML_LANG[of] for spoken, of in both.items()},
        "strings": {spoken: wording(of) for spoken, of in both.items()},
    }
    data = f'<script type="application/json" id="covermap-data">{escaped_json(content)}</script>'
    shell = shell.replace(_TITLE_MARK, f"<title>{html.escape(title)}</title>", 1)
    return shell.replace(_DATA_MARK, data, 1)


def escaped_json(value: object) -> str:
    r"""Return JSON that cannot leave a ``<script>`` block nor look like a template.

    Raises
    ------
    ValueError
        For NaN and infinities, which JSON does not have: a missing number is ``null``.

    Examples
    --------
    >>> escaped_json({"name": "</script>{{7*7}}"})
    '{"name":"\\u003c/script\\u003e\\u007b\\u007b7*7}}"}'
    """
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    # The braces of JSON itself cannot be escaped: only what stands inside strings is.
    pieces = _JSON_STRING.split(text)
    pieces[1::2] = [piece.translate(_ESCAPES) for piece in pieces[1::2]]
    return "".join(pieces)


def wording(lang: Lang) -> dict[str, str]:
    """Return the fixed wording of the pages in one language."""
    held = "en" if lang == "en" else "zh"
    texts: dict[str, str] = json.loads(_web_text(f"strings.{held}.json"))
    return {key: traditional(text) for key, text in texts.items()} if lang == "zh-Hant" else texts


@cache
def _shell(kind: PageKind, lang: Lang) -> str:
    figure_map = _empty_map()
    figure = cast(Figure, figure_map.get_root())
    for child in list(figure._children.values()):
        child.render()
    _vendor_links(figure.header._children)
    style = _web_text("app.css") + (_web_text(_STYLES[kind]) if kind in _STYLES else "")
    scripts = "\n".join(_web_text(f"app/{name}.js") for name in _SCRIPTS[kind])
    figure.header.add_child(_Inline("style", f"<style>\n{style}</style>"), name="app_css")
    figure.header.add_child(_Inline("app", f"<script>\n{scripts}</script>"), name="app_js")
    figure.html.add_child(_Inline("body", _body(kind, lang)), name="body", index=0)
    figure.html.add_child(_Inline("data", _DATA_MARK), name="data")
    start = f"covermap.start({json.dumps(kind)}, {figure_map.get_name()});"
    figure.script.add_child(_Inline("start", start), name="start")
    rendered = figure._template.render(this=figure, kwargs={})
    return _with_head(rendered, lang)


def _empty_map() -> folium.Map:
    figure_map = _ShellMap(
        location=[35.5, 96.5],
        tiles=None,
        zoom_start=6,
        zoom_control=False,
        minZoom=4,
        maxZoom=17,
        zoomSnap=0.1,
        zoomDelta=0.5,
        wheelPxPerZoomLevel=120,
    )
    figure_map._id = "1"
    for number, (name, z_index) in enumerate(_PANES.items(), start=1):
        pane = CustomPane(name, z_index=z_index, pointer_events=name in _POINTER_PANES)
        pane._id = str(number)
        figure_map.add_child(pane, name=name)
    return figure_map


def _vendor_links(header: dict[str, Element]) -> None:
    """Put the vendored file in the place of each link; a link we do not hold is an error."""
    held = {asset["link"]: asset["file"] for asset in vendored()}
    for name, element in header.items():
        if not isinstance(element, Link):
            continue
        if name not in held:
            raise LookupError(f"folium asks for the unknown asset {name!r}: {element.url}")
        text = _web_text(held[name])
        if isinstance(element, JavascriptLink):
            body = f"<script>\n{text.replace('//# sourceMappingURL=', '// ')}</script>"
        else:
            # The pages use neither Leaflet's pin icon nor its layer control.
            body = f"<style>\n{_CSS_IMAGE.sub('none', text)}</style>"
        header[name] = _Inline(name, body)


def vendored() -> list[dict[str, str]]:
    """Return the entries of ``web/VENDORED.toml``."""
    assets: list[dict[str, str]] = tomllib.loads(_web_text("VENDORED.toml"))["asset"]
    return assets


def _body(kind: PageKind, lang: Lang) -> str:
    environment = Environment(
        loader=FunctionLoader(lambda name: _text(_folder("templates") / name)),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    template = environment.get_template(f"page_{kind}.html.j2")
    return template.render(t=wording(lang), lang=lang)


def _with_head(rendered: str, lang: Lang) -> str:
    head = (
        f'<!DOCTYPE html>\n<html lang="{_HTML_LANG[lang]}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy(rendered)}">\n'
        f"{_TITLE_MARK}\n"
    )
    start = "<!DOCTYPE html>\n<html>\n<head>\n"
    if not rendered.startswith(start):
        raise LookupError("branca's figure no longer starts as covermap expects")
    return head + rendered.removeprefix(start)


def policy(rendered: str, pictures_from: Sequence[str] = ()) -> str:
    """Return the policy that lets a page run and show what is in it, and nothing else.

    Parameters
    ----------
    rendered
        The page.
    pictures_from
        Servers that pictures may come from; none for every page but a copy over an online map.
    """
    scripts = " ".join(_hash(body) for body in _SCRIPT.findall(rendered))
    styles = " ".join(_hash(body) for body in _STYLE.findall(rendered))
    return (
        f"default-src 'none'; script-src {scripts}; style-src {styles}; "
        f"img-src {' '.join(('data:', *pictures_from))}; base-uri 'none'; form-action 'none'"
    )


def _hash(body: str) -> str:
    digest = hashlib.sha256(body.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"


def _folder(name: str) -> Traversable:
    return files(__package__).joinpath(name)


def _web_text(name: str) -> str:
    return _text(_folder("web") / name)


def _text(path: Traversable) -> str:
    return path.read_text(encoding="utf-8")
