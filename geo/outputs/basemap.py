"""Copies of finished pages with the planner's online map 天地图 under them.

Only on request: such a page holds the planner's key and asks servers for tiles, which tells them
where somebody looks. The pages themselves stay as they are. A copy is the page with one more style
sheet, script and block of data, and with a policy that allows pictures from the tile servers and
nothing else.
"""

from __future__ import annotations

import json
import re
from importlib.resources import files
from pathlib import Path
from typing import Any

from layers.errors import EnvironmentProblem
from layers.text import Text, traditional

from . import _folium_shell as shell
from ._atomic import atomic_write

FOLDER = "tianditu"
_SERVERS = "01234567"
_HOST = "https://t{s}.tianditu.gov.cn"
# Placeholders as Leaflet fills them.
_TILES = (
    f"{_HOST}/{{name}}_w/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER={{name}}"
    "&STYLE=default&TILEMATRIXSET=w&FORMAT=tiles&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}&tk={key}"
)
_KEY = re.compile(r"[0-9A-Za-z]{8,64}")
_DATA = re.compile(
    r'(?<=<script type="application/json" id="covermap-data">)(.*?)(?=</script>)', re.DOTALL
)
_POLICY = re.compile(r'(?<=http-equiv="Content-Security-Policy" content=")[^"]*')
_END = "</html>"
_TRADITIONAL = '<html lang="zh-Hant">'
# Keys of the payload that hold addresses relative to the page; other pages lie beside the copies.
_LINKS = ("href", "report", "sheet")
_README = """covermap 页面副本：在线底图 · copies of pages over an online map

这些页面含您的天地图密钥，勿外传、勿发布；打开时，所看位置会发送给天地图服务器。
可以随时整个删除；./covermap run 之后需重新生成：./covermap view --basemap tianditu

These pages hold your key for 天地图 (Tianditu): pass them to nobody, publish them nowhere. When one
is opened, the place looked at is sent to its servers. The folder may be deleted at any time; after
./covermap run make it anew: ./covermap view --basemap tianditu
"""


def is_key(text: str) -> bool:
    """Return whether a text can be a key: letters and digits, safe in an address as they are.

    Examples
    --------
    >>> is_key("0123456789abcdef0123456789abcdef"), is_key("0123456789&T=img"), is_key("")
    (True, False, False)
    """
    return _KEY.fullmatch(text) is not None


def write_copies(pages: list[Path], key: str, folder: Path) -> list[Path]:
    """Write a copy of each page, and beside them a note and a rule that keeps them out of git.

    Parameters
    ----------
    pages
        Finished pages.
    key
        The planner's key; `is_key` holds.
    folder
        Where the copies are to be, one level below the pages.

    Raises
    ------
    ValueError
        When the key is none.
    EnvironmentProblem
        When a page is not one of this version.
    """
    if not is_key(key):
        raise ValueError("no key")
    copies = {page.name: _copy(page, key) for page in pages}
    atomic_write(folder / ".gitignore", b"*\n")
    atomic_write(folder / "README.txt", _README.encode("utf-8"))
    for name, text in copies.items():
        atomic_write(folder / name, text.encode("utf-8"))
    return [folder / name for name in copies]


def _copy(page: Path, key: str) -> str:
    text = page.read_text(encoding="utf-8")
    if not (_DATA.search(text) and _POLICY.search(text) and text.rstrip().endswith(_END)):
        raise EnvironmentProblem(_other_version(page))
    text = _DATA.sub(lambda found: _linked_from_below(found[0]), text, count=1)
    body, _, rest = text.rpartition(_END)
    text = f"{body}{_addition(key, in_traditional=_TRADITIONAL in text)}{_END}{rest}"
    policy = shell.policy(text, [_HOST.format(s=server) for server in _SERVERS])
    return _POLICY.sub(policy, text, count=1)


def _addition(key: str, *, in_traditional: bool) -> str:
    """Return what makes a page show the tiles, to be read after everything else of it."""
    strings = json.loads(_web_text("strings.json"))
    if in_traditional:
        strings["zh"] = {name: traditional(text) for name, text in strings["zh"].items()}
    data = shell.escaped_json(
        {"key": key, "tiles": _TILES, "servers": _SERVERS, "strings": strings}
    )
    style, script = _web_text("basemap.css"), _web_text("basemap.js")
    return (
        f'<script type="application/json" id="basemap-data">{data}</script>\n'
        f"<style>\n{style}</style>\n<script>\n{script}</script>\n"
    )


def _web_text(name: str) -> str:
    return files(__package__).joinpath("web", "basemap", name).read_text(encoding="utf-8")


def _linked_from_below(payload: str) -> str:
    """Return the data of a page with addresses as they are from one folder below."""
    return shell.escaped_json(_relinked(json.loads(payload)))


def _relinked(value: Any) -> Any:
    if isinstance(value, list):
        return [_relinked(one) for one in value]
    if not isinstance(value, dict):
        return value
    return {
        name: f"../{one}" if name in _LINKS and _leads_away(one) else _relinked(one)
        for name, one in value.items()
    }


def _leads_away(address: Any) -> bool:
    return isinstance(address, str) and "/" in address


def _other_version(page: Path) -> Text:
    return Text(
        f"{page} 不是本版本的页面 → 重新运行 ./covermap run",
        f"{page} is no page of this version → run ./covermap run again",
    )
