"""What is wrong with a command line, in both languages: its parser knows English alone."""

from __future__ import annotations

import re

import typer

from layers.text import Text

PROGRAM = "./covermap"
# typer says which class that is only by what derives from it.
UsageError: type[Exception] = typer.BadParameter.__bases__[0]

_PHRASES = (
    (r"^Missing (?:option|parameter) ", "缺少选项 "),
    (r"^Missing argument ", "缺少参数 "),
    (r"^No such option:? ", "没有选项 "),
    (r"^No such command ", "没有命令 "),
    (r"^Invalid value for ", "值不对："),
    (r"^Got unexpected extra argument\S* ", "多余的参数 "),
    (r"^Option (\S+) requires an argument", r"选项 \1 后面缺少值"),
    (r" Did you mean ", " 是不是 "),
    (r"Possible options:", "相近的选项："),
    (r"(?:Value error, )?('[^']*') is not one of ", r"\1 不是下列之一："),
    (r"Input should be less than or equal to ", "应不大于 "),
    (r"Input should be greater than or equal to ", "应不小于 "),
    (r"Input should be a valid integer.*", "应为整数"),
    (r"Input should be a valid number.*", "应为数"),
)


def explained(wrong: Exception) -> Text:
    """Return what the parser says, and where to read on; empty where it has shown the help.

    Parameters
    ----------
    wrong
        A `UsageError`.

    Examples
    --------
    >>> explained(UsageError("No such command 'rum'. Did you mean 'run'?")).zh
    "没有命令 'rum'. 是不是 'run'? → 用法见 ./covermap --help"
    """
    said = zh = str(wrong.format_message())  # type: ignore[attr-defined]
    if not said:
        return Text("", "")
    for phrase, words in _PHRASES:
        zh = re.sub(phrase, words, zh)
    context = getattr(wrong, "ctx", None)
    command = context.command_path if context is not None else PROGRAM
    return Text(f"{zh} → 用法见 {command} --help", f"{said} → see {command} --help")
