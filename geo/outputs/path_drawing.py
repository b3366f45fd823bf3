"""A path as a picture for an engineer's report: profile, Fresnel zone, obstacle, every term.

matplotlib is imported when a picture is drawn, so that no other command waits for it.
"""

from __future__ import annotations

from pathlib import Path

from layers.text import Lang, Text

from ..link import Link
from ._atomic import atomic_write

SUFFIXES = (".svg", ".png")
_NO_FONT = Text(
    "没有找到中文字体，图中改用英文 → 安装 Noto Sans CJK（思源黑体）、微软雅黑或文泉驿后重新运行",
    "no font with Chinese signs was found, so the labels are in English → install Noto Sans CJK, "
    "Microsoft YaHei or WenQuanYi and run again",
)


def write(link: Link, path: Path, lang: Lang) -> Text | None:
    """Draw a path; the same path gives the same bytes with the same fonts.

    Parameters
    ----------
    link
        A path.
    path
        The file; its suffix is one of `SUFFIXES`.
    lang
        Language of the labels.

    Returns
    -------
    Text or None
        What the reader should know about the picture.

    Raises
    ------
    EnvironmentProblem, InputError
        When it cannot be written.
    """
    from ._path import figure as path_figure  # noqa: PLC0415 - imports matplotlib

    font = path_figure.chinese_font()
    readable: Lang = lang if font else "en"
    atomic_write(path, path_figure.render(link, path.suffix[1:].lower(), readable, font))
    return _NO_FONT if readable != lang else None
