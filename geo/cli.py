"""The command line: ``./covermap run | report | export | plan | path | compare | view …``."""

from __future__ import annotations

import getpass
import platform
import shlex
import sys
import time
import traceback
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from layers import Declared
from layers.datum import Datum
from layers.errors import CovermapError, InputError
from layers.text import Lang, Text

from . import __version__, settings
from .commands._usage import PROGRAM, UsageError, explained

app = typer.Typer(
    help="5G 覆盖与重点区域盲区 · 5G coverage and gaps of key areas, Qinghai",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
_STEPS = {
    "inputs": Text("读取并检查数据", "reading and checking data"),
    "coverage": Text("计算全域覆盖（预测）", "coverage of the region (predicted)"),
    "places": Text("评判重点区域", "judging key areas"),
    "demand": Text("未达标场所缺在哪里", "what places not met lack"),
    "candidates": Text("候选站能覆盖什么（预测）", "what candidates cover (predicted)"),
    "solving": Text("求解", "solving"),
    "products": Text("地图、报告与导出", "maps, reports and exports"),
}
_BUG = Text(
    "这是 covermap 的缺陷：请把以下各行和所用数据的说明报告给维护者；原有结果未改动",
    "this is a bug of covermap: please report the lines below and what data you used to its "
    "maintainers; earlier results are intact",
)
_INTERRUPTED = Text(
    "已中断；未写完的文件不会留下，重新运行即可继续",
    "interrupted; no half-written file is left, run it again",
)
_EXIT_GAPS, _EXIT_BUG, _EXIT_INTERRUPTED = 1, 70, 130

Prefecture = Annotated[
    list[str] | None,
    typer.Option(
        "--prefecture",
        "-p",
        help="市州：名称、简称或代码，可重复 · prefecture: name, short name or code; repeatable",
    ),
]
Language = Annotated[
    str | None,
    typer.Option("--lang", help="zh | zh-Hant | en（默认取设置文件 · default: settings file）"),
]
Config = Annotated[
    Path | None,
    typer.Option("--config", "-c", help="设置文件 · settings file (default: ./covermap.toml)"),
]
Out = Annotated[
    Path | None,
    typer.Option("--out", "-o", help="输出目录 · folder for data/processed and maps"),
]
Polarisation = Literal["vertical", "horizontal"]
ViewedPage = Literal["province", "difference"]
Formats = Annotated[
    str | None,
    typer.Option("--format", "-f", help="逗号分隔，默认全部 · e.g. html,docx,pdf (default: all)"),
]
ExportFormats = Annotated[
    str | None,
    typer.Option(
        "--format",
        "-f",
        help="逗号分隔（默认同每次运行）· e.g. gpkg,shp,kml (default: as every run)",
    ),
]


@app.command()
def run(
    prefecture: Prefecture = None,
    lang: Language = None,
    config: Config = None,
    out: Out = None,
    fail_on_gaps: Annotated[
        bool,
        typer.Option(help="有不达标场所时退出码为 1 · exit code 1 when a place is not met"),
    ] = False,
    force: Annotated[
        bool, typer.Option(help="即使没有变化也重新计算 · compute even if nothing changed")
    ] = False,
    proposed: Annotated[
        Path | None,
        typer.Option(help="把建议站也计入覆盖 · a list of proposed stations that count as well"),
    ] = None,
) -> None:
    """计算覆盖，评判重点区域，生成地图、报告和导出 · do everything."""
    from . import pipeline

    started = time.perf_counter()
    chosen = _settings(config, lang)
    if proposed is not None:
        chosen = chosen.with_proposed(proposed)
    folders = pipeline.Folders((out or pipeline.ROOT).resolve())
    with _Bars(chosen.report.lang) as bars:
        outcome = pipeline.run(chosen, prefecture or [], folders, force=force, progress=bars.step)
    _tell_outcome(outcome, folders, chosen.report.lang, time.perf_counter() - started)
    if fail_on_gaps and outcome.record["not_met"]:
        raise typer.Exit(_EXIT_GAPS)


@app.command()
def report(formats: Formats = None, out: Out = None) -> None:
    """用上次运行的结果重新生成报告 · write the reports of the last run again."""
    from . import pipeline

    _rewrite(pipeline.report, formats, out)


@app.command()
def export(
    formats: ExportFormats = None,
    layer: Annotated[
        str | None,
        typer.Option("--layer", "-l", help="图层，逗号分隔（默认全部）· layers (default: all)"),
    ] = None,
    prefecture: Prefecture = None,
    crs: Annotated[str, typer.Option(help="坐标系，如 EPSG:4490 · CRS (default: EPSG:4326)")] = "",
    lang: Annotated[
        Lang | None,
        typer.Option("--lang", help="图层名的语言（默认同运行）· language (default: of the run)"),
    ] = None,
    to: Annotated[
        str,
        typer.Option(help="写入 PostGIS · into a database: postgresql://user:password@host/name"),
    ] = "",
    out: Out = None,
) -> None:
    """导出上次运行的 GIS 图层，格式见 docs/exports.md · write layers of the last run for a GIS."""
    from . import pipeline
    from .commands import exporting

    folders = pipeline.Folders((out or pipeline.ROOT).resolve())
    request = exporting.Request(
        exporting.split(formats), exporting.split(layer), prefecture or [], crs, lang
    )
    if to:
        for sent in exporting.send(folders, request, to):
            _console.print(f"{sent.table}: {sent.rows}", highlight=False)
        return
    with _Bars(lang or "zh") as bars:
        exported = exporting.export(folders, request, bars.step)
    for folder in sorted({path.parent for path in exported.files}):
        _console.print(str(folder), highlight=False)
    for note in exporting.told(exported.notes):
        _errors.print(note.to(exported.lang), style="yellow", highlight=False, markup=False)


@app.command()
def plan(
    prefecture: Prefecture = None,
    share: Annotated[
        float | None,
        typer.Option(
            min=0.1, max=100.0, help="最少建多少可达 95 | 99 | 100 % · the fewest for a share, %"
        ),
    ] = None,
    stations: Annotated[
        int | None,
        typer.Option(min=0, help="最多建这么多能做多少 · the most that so many can do"),
    ] = None,
    budget: Annotated[
        float | None,
        typer.Option(min=0.0, help="同上，按费用（plan.costs）· the same by cost, see plan.costs"),
    ] = None,
    lang: Language = None,
    config: Config = None,
    out: Out = None,
) -> None:
    """下一步建在哪里：最少的站，或给定预算的最多成效 · where to build next, with a proof."""
    from . import pipeline
    from .commands import _plan_table, plan_run

    chosen = _settings(config, lang).asking(share, stations, budget)
    folders = pipeline.Folders((out or pipeline.ROOT).resolve())
    with _Bars(chosen.report.lang) as bars:
        found = plan_run.plan(chosen, prefecture or [], folders, bars.step)
    same = [option for name in prefecture or [] for option in ("-p", name)]
    same += ["-c", str(config)] if config else []
    _plan_table.tell(found, chosen.report.lang, _console, same)


@app.command()
def path(
    a: Annotated[str, typer.Argument(help="站号、站名或 经度,纬度 · station or lon,lat; sends")],
    b: Annotated[str, typer.Argument(help="站号、站名或 经度,纬度 · station or lon,lat")],
    height_a: Annotated[
        float | None, typer.Option(help="A 天线高（米）· antenna height of A above ground, m")
    ] = None,
    height_b: Annotated[
        float | None, typer.Option(help="B 天线高（米）· antenna height of B above ground, m")
    ] = None,
    frequency: Annotated[
        float | None, typer.Option(help="频率 MHz · frequency (default: the station's), MHz")
    ] = None,
    share_of_time: Annotated[
        float, typer.Option("--time", help="时间百分比 1–50 · share of time with no more loss, %")
    ] = 50.0,
    polarisation: Annotated[
        Polarisation, typer.Option(help="极化 · vertical | horizontal")
    ] = "vertical",
    dem: Annotated[
        Path | None, typer.Option(help="高程文件 · file of terrain heights (default: settings)")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help=".svg | .png | .json（默认 · default: .svg）")
    ] = None,
    lang: Language = None,
    config: Config = None,
) -> None:
    """一条路径的剖面、阻挡点和每一项损耗 · one radio path: profile, obstacle, every loss."""
    from .commands import _path_table, one_path

    if out is not None:
        one_path.check_file(out)
    chosen = _settings(config, lang)
    link = one_path.compute(
        chosen,
        one_path.Request(a, b, height_a, height_b, frequency, share_of_time, polarisation, dem),
    )
    language = chosen.report.lang
    target = out or one_path.file_of(link, Path.cwd())
    note = one_path.write(link, target, language)
    _path_table.tell(link, language, _console)
    if note is not None:
        _errors.print(note.to(language), highlight=False, markup=False)
    _say(language, "已写入 {}", "written to {}", target)


@app.command()
def compare(
    earlier: Annotated[
        Path, typer.Argument(help="上期运行的 --out 文件夹 · --out folder of the earlier run")
    ],
    later: Annotated[
        Path, typer.Argument(help="本期运行的 --out 文件夹 · --out folder of the later run")
    ],
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            "-o",
            help="输出目录（默认在本期的 maps/ 中）· folder (default: among the later maps)",
        ),
    ] = None,
    lang: Annotated[
        Lang | None,
        typer.Option("--lang", help="zh | zh-Hant | en（默认同本期 · default: as the later run）"),
    ] = None,
    fail_on_loss: Annotated[
        bool,
        typer.Option(
            help="目标场所（面积规则）不再达标时退出码为 1 · exit code 1 when a goal place is lost"
        ),
    ] = False,
) -> None:
    """比较两次运行：达标场所与覆盖的增减 · compare two runs: gained, lost, unchanged."""
    from .commands import _compare_table, two_runs

    with _Bars(lang or "zh") as bars:
        found = two_runs.compare(earlier, later, out, lang, bars.step)
    language: Lang = found.results.card["lang"]
    _compare_table.tell(found, language, _console)
    _say(
        language, f"比较报告与差异地图 {found.folder}", f"report and difference map {found.folder}"
    )
    if fail_on_loss and found.lost:
        raise typer.Exit(_EXIT_GAPS)


@app.command()
def view(
    prefecture: Annotated[
        str | None,
        typer.Option("--prefecture", "-p", help="市州的页面 · the page of a prefecture"),
    ] = None,
    page: Annotated[
        ViewedPage, typer.Option(help="全省首页或差异地图 · the province, or what changed")
    ] = "province",
    basemap: Annotated[
        Literal["tianditu"] | None,
        typer.Option(
            help="页面副本加在线底图（密钥取自环境变量 COVERMAP_TIANDITU_KEY）"
            " · copies with an online map under them (key: environment variable)"
        ),
    ] = None,
    out: Out = None,
) -> None:
    """打开上次运行的页面 · open a page of the last run."""
    from . import pipeline
    from .commands import view as viewing

    folders = pipeline.Folders((out or pipeline.ROOT).resolve())
    path = viewing.page_of(folders, prefecture, page)
    if basemap is not None:
        path = viewing.over_basemap(path, viewing.key(_ask_key), folders)
        _errors.print(viewing.WARNING.both(), style="yellow", highlight=False, markup=False)
    _console.print(str(path), highlight=False, markup=False)
    if not viewing.opened(path):
        _errors.print(viewing.NO_BROWSER.both(), highlight=False, markup=False)


@app.command()
def doctor(config: Config = None, out: Out = None) -> None:
    """检查安装、设置、数据和上次运行 · check installation, settings, data and last run."""
    from . import pipeline
    from .commands import doctor as examination

    chosen = _settings(config, None)
    folders = pipeline.Folders((out or pipeline.ROOT).resolve())
    lang = chosen.report.lang
    checks = examination.examine(chosen, folders)
    for check in checks:
        mark = "[green]✓[/]" if check.fine else "[red]✗[/]"
        _console.print(f"{mark} {escape(check.text.to(lang))}", highlight=False)
    if not all(check.fine for check in checks):
        raise typer.Exit(3)


@app.command()
def check(
    file: Annotated[Path, typer.Argument(help="数据文件 · a data file")],
    role: Annotated[
        str,
        typer.Option(help="sites | areas | dem | config，或图层名 · or the name of a layer"),
    ],
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", help="写入整理后的副本和 rejected.csv · folder for the copies"),
    ] = None,
    datum: Annotated[
        Datum | None,
        typer.Option(help="未注明坐标系的行 · datum of rows that name none"),
    ] = None,
    operator: Annotated[
        str | None,
        typer.Option(help="未填运营商的行 · operator of rows that name none"),
    ] = None,
    source: Annotated[
        str | None,
        typer.Option(help="文件来源，见 docs/own-files.md · the source it is from"),
    ] = None,
    lang: Language = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="输出 JSON · print JSON for a machine")
    ] = False,
) -> None:
    """检查一个文件：哪里有问题，怎么改 · look one file through as a run would read it."""
    import json

    from .commands import checking
    from .commands._check_table import print_checked

    said = Declared(datum or "", operator or "", source or "")
    checked = checking.check(role, file, said)
    written = checking.write(checked, out.resolve()) if out else []
    if as_json:
        print(json.dumps(checking.as_json(checked, written), ensure_ascii=False, indent=1))  # noqa: T201
    else:
        print_checked(_console, checked, settings.default(lang).report.lang)
        for path in written:
            _console.print(str(path), highlight=False)
        if out is not None and not written:
            chosen = settings.default(lang).report.lang
            _say(chosen, "没有可用的行，未写副本", "no row can be used: no copy is written")
    if not checked.usable:
        raise typer.Exit(InputError.exit_code)


@app.command()
def version() -> None:
    """显示版本 · show the version."""
    _console.print(f"covermap {__version__}", highlight=False)


def main() -> None:
    """Run the command line; the one place where errors become messages and exit codes."""
    warnings.showwarning = _tell_warning
    try:
        sys.exit(app(prog_name=PROGRAM, standalone_mode=False) or 0)
    except UsageError as wrong:
        _errors.print(explained(wrong).both(), style="red", highlight=False, markup=False)
        sys.exit(InputError.exit_code)
    except typer.Abort:  # nobody answers what is asked
        _errors.print(_INTERRUPTED.both(), highlight=False)
        sys.exit(_EXIT_INTERRUPTED)
    except CovermapError as problem:
        _errors.print(escape(str(problem)), style="red", highlight=False)
        sys.exit(problem.exit_code)
    except SystemExit as ended:
        if ended.code == _EXIT_INTERRUPTED:
            _errors.print(_INTERRUPTED.both(), highlight=False)
        raise
    except Exception:
        _tell_bug(traceback.format_exc())
        sys.exit(_EXIT_BUG)


_console = Console(soft_wrap=True)
_errors = Console(stderr=True, soft_wrap=True)


def _tell_warning(message: Warning | str, *_where: object, **_how: object) -> None:
    """Print a warning without the place in the code where it arose."""
    _errors.print(str(message), style="yellow", highlight=False, markup=False)


def _tell_bug(trace: str) -> None:
    """Print what the maintainers need to know of an error that nobody foresaw."""
    _errors.print(_BUG.both(), style="red", highlight=False)
    told = {
        "版本 · version": f"covermap {__version__}, Python {platform.python_version()}",
        "系统 · platform": platform.platform(),
        "命令 · command": shlex.join(["covermap", *sys.argv[1:]]),
    }
    lines = "\n".join(f"{name}: {value}" for name, value in told.items())
    _errors.print(f"{lines}\n{trace}", highlight=False, markup=False)


class _Bars:
    """Progress bars on a terminal, silence elsewhere."""

    def __init__(self, lang: Lang) -> None:
        self._lang = lang
        self._bars = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=_errors,
            disable=not _errors.is_terminal,
        )

    def __enter__(self) -> _Bars:
        self._bars.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._bars.stop()

    def step(self, name: str, ticks: int) -> Callable[[], None]:
        """Start a bar; the callable returned moves it on by one."""
        task = self._bars.add_task(_STEPS[name].to(self._lang), total=ticks)
        return lambda: self._bars.advance(task)


def _ask_key(wording: Text) -> str | None:
    """Ask for a key without showing it; where nobody can answer, ``None``."""
    if not (sys.stdin.isatty() and _errors.is_terminal):
        return None
    return getpass.getpass(f"{wording.both()}: ")


def _settings(config: Path | None, lang: str | None) -> settings.Settings:
    from .pipeline import ROOT

    found = (path for path in (Path(settings.FILE), ROOT / settings.FILE) if path.is_file())
    path = config or next(found, None)
    return settings.read(path, lang) if path else settings.default(lang)


def _rewrite(write: Callable[..., list[Path]], formats: str | None, out: Path | None) -> None:
    from . import pipeline

    folders = pipeline.Folders((out or pipeline.ROOT).resolve())
    asked = [name.strip() for name in (formats or "").split(",") if name.strip()]
    with _Bars("zh") as bars:
        written = write(folders, asked, bars.step)
    for folder in sorted({path.parent for path in written}):
        _console.print(str(folder), highlight=False)


def _tell_outcome(outcome: Any, folders: Any, lang: Lang, seconds: float) -> None:
    record = outcome.record
    if not outcome.computed:
        _say(
            lang, "数据和设置没有变化，沿用上次结果", "nothing has changed; the last results stand"
        )
    if outcome.superseded:
        _say(
            lang,
            f"已移除上次运行中不再适用的 {outcome.superseded} 个文件",
            f"removed {outcome.superseded} files of the last run that no longer apply",
        )
    for finding in outcome.findings:
        if finding.field in ("terrain.dem", "people.file", "report.previous", "plan"):
            _console.print(finding.text().to(lang), highlight=False, markup=False)
    if outcome.findings:
        _say(
            lang,
            f"数据提示 {len(outcome.findings)} 条，见报告的“数据质量”",
            f"{len(outcome.findings)} remarks on the data: see “data quality” in the report",
        )
    if record["synthetic"]:
        count = record["scenario"]["count"]
        _say(
            lang,
            f"SYNTHETIC：基站为情景数据（{count} 站），不代表任何运营商网络",
            f"SYNTHETIC: {count} invented stations, not any operator's network",
        )
    _say(lang, "地图 {}", "maps {}", folders.maps / "index.html")
    _say(lang, "报告 {}", "reports {}", folders.reports)
    _say(lang, "导出 {}", "exports {}", folders.exports)
    _say(lang, f"用时 {seconds:.1f} 秒", f"took {seconds:.1f} s")


def _say(lang: Lang, zh: str, en: str, *named: object) -> None:
    """Print a line; what it names is put in after its characters were chosen."""
    _console.print(Text(zh, en).to(lang).format(*named), highlight=False, markup=False)
