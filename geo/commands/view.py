"""``covermap view``: which page of the last run to open, and the browser that opens it."""

from __future__ import annotations

import os
import sys
import webbrowser
from collections.abc import Callable, Mapping
from pathlib import Path, PurePosixPath
from typing import Any, Literal

import layers
from layers.errors import EnvironmentProblem, Finding, InputError
from layers.text import Text

from .. import scope
from ..outputs import basemap, run_record
from ..outputs.difference import map_name
from ..outputs.pages import INDEX
from ..pipeline import Folders, alone

Page = Literal["province", "difference"]

KEY_VARIABLE = "COVERMAP_TIANDITU_KEY"
NO_BROWSER = Text(
    "这台机器上没有打开浏览器：把上面的文件拷到有浏览器的电脑上打开",
    "no browser was opened on this machine: open the file above on one that has a browser",
)
WARNING = Text(
    "注意：这些副本含您的天地图密钥，勿外传；打开时，所看位置会发送给天地图服务器",
    "note: these copies hold your key for 天地图, pass them to nobody; when one is opened, the"
    " place looked at is sent to the servers of 天地图",
)
_ASKED = Text("天地图密钥（不显示）", "key for 天地图 (not shown)")
_DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY")


def page_of(folders: Folders, prefecture: str | None, page: Page) -> Path:
    """Return the page to open.

    Parameters
    ----------
    folders
        Where the run has written; it may have been moved since.
    prefecture
        Name, short name or code of a prefecture, ``None`` = the page named by `page`.
    page
        The province, or what changed against an earlier run.

    Raises
    ------
    EnvironmentProblem
        When there is no finished run, or the page is no longer there.
    InputError
        When there is no such prefecture, or the run has no such page.
    """
    record = run_record.require(folders.processed)
    name = _name(record, prefecture, page)
    path = folders.maps / name
    if not path.is_file():
        raise EnvironmentProblem(
            Text(
                f"页面不在了：{path} → 重新运行 ./covermap run",
                f"the page is no longer there: {path} → run ./covermap run again",
            )
        )
    return path


def pages(record: Mapping[str, Any]) -> list[str]:
    """Return the names of the pages that a run wrote."""
    files = (PurePosixPath(product["file"]) for product in record["products"])
    return [file.name for file in files if file.parent.name == "maps" and file.suffix == ".html"]


def _name(record: Mapping[str, Any], prefecture: str | None, page: Page) -> str:
    if prefecture is not None:
        (code,) = scope.resolve([prefecture], layers.load("prefectures"))
        own = [name for name in pages(record) if name.startswith(f"{code}-")]
        if not own:
            raise InputError([_not_in_run(prefecture)])
        return own[0]
    if page == "province":
        return INDEX
    if not record.get("previous"):
        raise InputError([_nothing_compared()])
    return map_name(record)


def opened(path: Path) -> bool:
    """Open a page in the browser of this machine; return whether there is one."""
    if not _has_display():
        return False
    return webbrowser.open(path.resolve().as_uri())


def _has_display() -> bool:
    """Tell a desktop from a server, where Python would start a browser inside the terminal."""
    if sys.platform in ("win32", "darwin") or "BROWSER" in os.environ:
        return True
    return any(os.environ.get(name) for name in _DISPLAYS)


def _not_in_run(prefecture: str) -> Finding:
    return Finding(
        "not-in-run",
        Text(f"上次运行不含“{prefecture}”", f"the last run is not about {prefecture!r}"),
        Text("运行 ./covermap run（全部市州）", "run ./covermap run (all prefectures)"),
        field="--prefecture",
    )


def _nothing_compared() -> Finding:
    return Finding(
        "nothing-compared",
        Text("上次运行没有与更早的一期比较", "the last run was not compared with an earlier one"),
        Text(
            "在 covermap.toml 写 [report] previous 后重新运行，或用 ./covermap compare 上期 本期",
            "set [report] previous in covermap.toml and run again,"
            " or use ./covermap compare EARLIER LATER",
        ),
        field="--page",
    )


def key(ask: Callable[[Text], str | None]) -> str:
    """Return the planner's key for 天地图: from the environment, or asked for.

    Parameters
    ----------
    ask
        Asks on the terminal without showing what is typed; ``None`` where there is none.

    Raises
    ------
    InputError
        When there is none, or it is not what 天地图 hands out; it is not repeated in the message.
    """
    given = os.environ.get(KEY_VARIABLE) or ask(_ASKED) or ""
    if not given.strip():
        raise InputError([_no_key()])
    if not basemap.is_key(given.strip()):
        raise InputError([_bad_key()])
    return given.strip()


def over_basemap(page: Path, tile_key: str, folders: Folders) -> Path:
    """Write copies of all pages of the last run with the online map under them.

    Parameters
    ----------
    page
        The page to open.
    tile_key
        As `key` returns it.
    folders
        Where the run has written.

    Returns
    -------
    pathlib.Path
        The copy of the page.

    Raises
    ------
    EnvironmentProblem
        When another process is writing there, or the folder cannot be written.
    """
    names = pages(run_record.require(folders.processed))
    there = [folders.maps / name for name in names if (folders.maps / name).is_file()]
    target = folders.maps / basemap.FOLDER
    with alone(folders, "view"):
        basemap.write_copies(there, tile_key, target)
    return target / page.name


def _no_key() -> Finding:
    return Finding(
        "no-key",
        Text("没有天地图密钥", "there is no key for 天地图 (Tianditu)"),
        Text(
            f"在 console.tianditu.gov.cn 申请浏览器端密钥，放进环境变量 {KEY_VARIABLE} 后再试；"
            "不要写进命令或设置文件",
            "get a browser key at console.tianditu.gov.cn, put it into the environment variable"
            f" {KEY_VARIABLE} and try again; never into the command or a settings file",
        ),
        field=KEY_VARIABLE,
    )


def _bad_key() -> Finding:
    return Finding(
        "bad-key",
        Text("不像天地图密钥（应为字母和数字）", "this is no key of 天地图 (letters and digits)"),
        Text("从天地图控制台重新复制，不带空格和引号", "copy it again, without spaces or quotes"),
        field=KEY_VARIABLE,
    )
