"""Settings: a frozen value read once from ``covermap.toml`` and handed down."""

from __future__ import annotations

import difflib
import re
import tomllib
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from layers import Declared, catalogue, exists, is_file, require_declared
from layers.base_stations import NR_BANDS, OPERATORS
from layers.datum import Datum
from layers.errors import Finding, InputError
from layers.text import Lang, Text

FILE = "covermap.toml"
_HEADER = re.compile(r"\s*\[\s*([\w.]+)\s*\]")
_LINE = re.compile(r"\(at line (\d+),")  # in what tomllib says
_KEY = re.compile(r"\s*([\w.\"' -]+?)\s*=")
# What pydantic says in English only.
_REQUIRED_ZH = {
    "greater_than_equal": "不小于 {ge}",
    "greater_than": "大于 {gt}",
    "less_than_equal": "不大于 {le}",
    "literal_error": "{expected} 之一",
    "string_too_long": "最多 {max_length} 个字",
    "string_pattern_mismatch": "写作 YYYY-MM-DD，或留空",
    "value_error": "日历上有的一天",
    "too_short": "至少 {min_length} 项",
    "string_type": "加引号的文字",
    "is_instance_of": "加引号的文件路径",
    "int_type": "整数",
    "float_type": "数字",
    "bool_type": "true 或 false",
    "list_type": "方括号中的列表",
    "dict_type": "一节，如 [layers]",
    "model_type": "一节，如 [coverage]",
}
Status = Literal["built", "planned", "proposed"]


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Scenario(_Section):
    """The SYNTHETIC stations that stand in while the planner has given none."""

    count: int = Field(10_000, ge=0, le=1_000_000)
    seed: int = Field(2022, ge=0, le=2**32 - 1)


class Coverage(_Section):
    """How coverage is computed."""

    environment: Literal["RMa", "UMa", "UMi", "free_space"] = "RMa"
    receiver_height_m: float = Field(1.5, ge=1.5, le=10.0)
    threshold_profile: str = "cn-field-105"
    statuses: list[Status] = Field(default=["built"], min_length=1)
    cell_m: float = Field(100.0, ge=10.0, le=1000.0)
    place_cell_m: float = Field(30.0, ge=1.0, le=30.0)
    tile_cells: int = Field(1024, ge=64, le=4096)


class Terrain(_Section):
    """The ground that P.1812 needs; without a DEM loss goes by distance alone."""

    dem: Path | None = None
    clutter: Path | None = None
    reach_km: float = Field(15.0, ge=1.0, le=30.0)
    delta_n: float = Field(45.0, ge=0.0, le=120.0)
    n0: float = Field(325.0, ge=200.0, le=450.0)


class People(_Section):
    """Where people live; without a file coverage of people is not computed."""

    file: Path | None = None


class Goals(_Section):
    """The goals that are held against what is found."""

    table: Path | None = None
    select: list[str] = Field(default_factory=list)


def _day(text: str) -> str:
    if text:
        date.fromisoformat(text)
    return text


class Report(_Section):
    """What reports and pages say about themselves."""

    lang: Lang = "zh"
    data_date: Annotated[str, AfterValidator(_day)] = Field(
        "", pattern=r"^([0-9]{4}-[0-9]{2}-[0-9]{2})?$"
    )
    review_no: str = Field("", max_length=60)
    previous: Path | None = None


class PlanCosts(_Section):
    """What building costs; ``None`` = as in ``standards/plan_costs.csv``."""

    new_site: float | None = Field(None, gt=0.0, le=1e9)
    tower_reuse: float | None = Field(None, gt=0.0, le=1e9)
    rooftop: float | None = Field(None, gt=0.0, le=1e9)
    road_side: float | None = Field(None, gt=0.0, le=1e9)
    road_km: float | None = Field(None, ge=0.0, le=1e9)
    power_km: float | None = Field(None, ge=0.0, le=1e9)
    fibre_km: float | None = Field(None, ge=0.0, le=1e9)
    zone_penalty: float | None = Field(None, ge=0.0, le=1e9)


class PlanWeights(_Section):
    """What reaching something is worth; ``None`` = as in ``standards/plan_weights.csv``."""

    government: float | None = Field(None, gt=0.0, le=1e6)
    education: float | None = Field(None, gt=0.0, le=1e6)
    finance: float | None = Field(None, gt=0.0, le=1e6)
    healthcare: float | None = Field(None, gt=0.0, le=1e6)
    transport_hub: float | None = Field(None, gt=0.0, le=1e6)
    industrial_park: float | None = Field(None, gt=0.0, le=1e6)
    scenic_area: float | None = Field(None, gt=0.0, le=1e6)
    township: float | None = Field(None, gt=0.0, le=1e6)
    village: float | None = Field(None, gt=0.0, le=1e6)
    area_km2: float | None = Field(None, ge=0.0, le=1e6)
    people_1000: float | None = Field(None, ge=0.0, le=1e6)
    line_km: float | None = Field(None, ge=0.0, le=1e6)
    key_point: float | None = Field(None, ge=0.0, le=1e6)


class Plan(_Section):
    """Where to build next: what is asked, and with which equipment."""

    share_percent: float = Field(100.0, gt=0.0, le=100.0)
    each_prefecture: bool = False
    stations: int | None = Field(None, ge=0, le=100_000)
    budget: float | None = Field(None, ge=0.0, le=1e12)
    limits: dict[str, float] = Field(default_factory=dict)
    cost: Literal["stations", "cost"] = "stations"
    extended: bool = False
    operator: Literal[OPERATORS] = "中国移动"  # type: ignore[valid-type]
    band: Literal[NR_BANDS] = "n28"  # type: ignore[valid-type]
    height_m: float | None = Field(None, ge=10.0, le=150.0)
    ss_power_dbm: float | None = Field(None, ge=-40.0, le=50.0)
    gain_dbi: float | None = Field(None, ge=-5.0, le=40.0)
    azimuths: Literal["towards", "even", "omni"] = "towards"
    generate: bool = True
    per_place: int = Field(60, ge=1, le=1000)
    max_slope_deg: float | None = Field(None, ge=0.0, le=90.0)
    max_altitude_m: float | None = Field(None, ge=0.0, le=9000.0)
    gap_percent: float = Field(0.0, ge=0.0, le=50.0)
    seconds: float = Field(60.0, ge=1.0, le=86_400.0)
    costs: PlanCosts = Field(default_factory=PlanCosts)
    weights: PlanWeights = Field(default_factory=PlanWeights)


class Settings(_Section):
    """Everything a run can be told; the defaults need no file at all.

    Parameters
    ----------
    layers
        Layer name → the planner's own file.
    datums, operators
        Layer name → datum, operator of the rows of that file that name none.
    sources
        Layer name → the source that file is from, as in `layers.sources`.
    scenario, coverage, terrain, people, goals, report, plan
        The sections of ``covermap.toml``.
    """

    layers: dict[str, Path] = Field(default_factory=dict)
    datums: dict[str, Datum] = Field(default_factory=dict)
    operators: dict[str, str] = Field(default_factory=dict)
    sources: dict[str, str] = Field(default_factory=dict)
    scenario: Scenario = Field(default_factory=Scenario)
    coverage: Coverage = Field(default_factory=Coverage)
    terrain: Terrain = Field(default_factory=Terrain)
    people: People = Field(default_factory=People)
    goals: Goals = Field(default_factory=Goals)
    report: Report = Field(default_factory=Report)
    plan: Plan = Field(default_factory=Plan)

    def layer_file(self, name: str) -> Path | None:
        """Return the planner's own file for a layer, ``None`` = what comes with covermap."""
        return self.layers.get(name)

    def with_proposed(self, file: Path) -> Settings:
        """Return the same with a list of proposed stations that count as coverage.

        Parameters
        ----------
        file
            The list; it takes the place of one that the settings name.
        """
        statuses = list(dict.fromkeys([*self.coverage.statuses, "proposed"]))
        return self.model_copy(
            update={
                "layers": {**self.layers, "proposed_stations": file},
                "coverage": self.coverage.model_copy(update={"statuses": statuses}),
            }
        )

    def asking(self, share: float | None, stations: int | None, budget: float | None) -> Settings:
        """Return the same with another question about where to build next.

        Parameters
        ----------
        share
            The fewest stations for so much; ``None`` = as the settings ask. [%]
        stations, budget
            The most within so many stations, or so much cost; ``None`` = as the settings ask.

        Raises
        ------
        InputError
            When more than one question is asked.
        """
        asked = {"share": share, "stations": stations, "budget": budget}
        given = [f"--{name}" for name, value in asked.items() if value is not None]
        if len(given) > 1:
            raise InputError([_two_questions(given)])
        if not given:
            return self
        cost = "stations" if stations is not None else "cost" if budget is not None else None
        update: dict[str, Any] = {
            "share_percent": self.plan.share_percent if share is None else share,
            "stations": stations,
            "budget": budget,
            "cost": cost or self.plan.cost,
        }
        if share is not None:
            update["limits"] = {}
        return self.model_copy(update={"plan": self.plan.model_copy(update=update)})

    def declared(self, name: str) -> Declared:
        """Return what is said of the planner's own file for a layer as a whole."""
        said = (self.datums, self.operators, self.sources)
        return Declared(*(by_layer.get(name, "") for by_layer in said))

    def facts(self, *without: str) -> dict[str, Any]:
        """Return the values in force, JSON-able, each file and folder by its name alone.

        Where a file lies changes no figure, and is not for those who are given a product: a path
        may hold the name of who ran it. What a file holds is known by its digest.

        Parameters
        ----------
        without
            Sections to leave out.
        """
        facts: dict[str, Any] = _named(self.model_dump(exclude=set(without)))
        return facts


def _named(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _named(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_named(inner) for inner in value]
    return value.name if isinstance(value, Path) else value


_BY_LAYER = ("layers", "datums", "operators", "sources")  # sections whose keys are layers
# Settings that name a file or a folder, by section.
_FILES = {
    "terrain": ("dem", "clutter"),
    "people": ("file",),
    "goals": ("table",),
    "report": ("previous",),
}


def default(lang: str | None = None) -> Settings:
    """Return the settings without a file; `lang` as in `read`."""
    return _validated({}, Path(FILE), "", lang)


def read(path: Path, lang: str | None = None) -> Settings:
    """Read a settings file.

    Parameters
    ----------
    path
        A TOML file; paths in it are relative to its folder.
    lang
        Language asked for on the command line, ``None`` = as the file says.

    Raises
    ------
    InputError
        Naming key, line and remedy of everything that is wrong.
    """
    text = _text_of(path)
    try:
        document = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # a number or nesting beyond any use
        raise InputError([_broken(path, str(error))]) from error
    for by_layer in _BY_LAYER:
        named = document.get(by_layer)
        unknown = [n for n in named if n not in catalogue()] if isinstance(named, dict) else []
        if unknown:
            raise InputError([_unknown_layer(path, text, by_layer, name) for name in unknown])
    files = document.get("layers")
    if isinstance(files, dict):
        document["layers"] = {
            name: (path.parent / file) if isinstance(file, str) else file
            for name, file in files.items()
        }
    for name, keys in _FILES.items():
        section = document.get(name)
        if isinstance(section, dict):
            document[name] = {
                key: _beside(path, value) if key in keys else value
                for key, value in section.items()
                if not (key in keys and value == "")  # "" stands for none, as elsewhere
            }
    chosen = _validated(document, path, text, lang)
    for name in {**chosen.operators, **chosen.sources}:
        require_declared(name, chosen.declared(name), path.name)
    return chosen


def _text_of(path: Path) -> str:
    if not is_file(path):
        raise InputError([_missing(path) if not exists(path) else _no_file(path)])
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError([_broken(path, str(error))]) from error


def _beside(settings_file: Path, named: object) -> object:
    """Return a path relative to the settings file; what is no text is left to be refused."""
    if not isinstance(named, str):
        return named
    try:
        return settings_file.parent / Path(named).expanduser()
    except RuntimeError:  # the home of a user that there is not
        return settings_file.parent / named


def _validated(document: dict[str, Any], path: Path, text: str, lang: str | None) -> Settings:
    section = document.get("report", {})
    if lang is not None and isinstance(section, dict):
        document = {**document, "report": {**section, "lang": lang}}
    try:
        return Settings.model_validate(document)
    except ValidationError as error:
        raise InputError(
            [_finding(path, text, dict(problem)) for problem in error.errors()]
        ) from None


def _missing(path: Path) -> Finding:
    return Finding(
        "missing-settings",
        Text("找不到设置文件", "the settings file does not exist"),
        Text("检查 --config 的路径，或省略该选项", "check the path of --config, or leave it out"),
        str(path),
    )


def _no_file(path: Path) -> Finding:
    return Finding(
        "not-a-file",
        Text("设置文件不是普通文件", "the settings file is no regular file"),
        Text(
            "给出一个 TOML 文件的路径，而不是文件夹、管道或设备",
            "give the path of a TOML file, not of a folder, a pipe or a device",
        ),
        str(path),
    )


def _broken(path: Path, found: str) -> Finding:
    line = _LINE.search(found)
    return Finding(
        "broken-settings",
        Text(f"不是有效的 TOML：{found}", f"not valid TOML: {found}"),
        Text("用 UTF-8 保存并改正该行", "save as UTF-8 and mend that line"),
        path.name,
        int(line[1]) if line else None,
    )


def _two_questions(given: list[str]) -> Finding:
    return Finding(
        "two-questions",
        Text(f"{'、'.join(given)} 是不同的问题", f"{' and '.join(given)} are different questions"),
        Text("一次只问一个", "ask one of them at a time"),
        field=given[0],
    )


def _unknown_layer(path: Path, text: str, section: str, name: str) -> Finding:
    guess = difflib.get_close_matches(name, list(catalogue()), n=1, cutoff=0.5)
    names = ", ".join(catalogue())
    return Finding(
        "unknown-layer",
        Text(f"没有名为 {name} 的图层", f"there is no layer {name!r}"),
        Text(
            f"是否应为 {guess[0]}？" if guess else f"可用：{names}",
            f"did you mean {guess[0]}?" if guess else f"one of: {names}",
        ),
        path.name,
        _line_of(text, [section, name]),
        f"{section}.{name}",
    )


def _finding(path: Path, text: str, problem: dict[str, Any]) -> Finding:
    keys = [str(part) for part in problem["loc"]]
    field, line = ".".join(keys), _line_of(text, keys)
    if problem["type"] == "extra_forbidden":
        known = _known_keys(keys[:-1])
        guess = difflib.get_close_matches(keys[-1], known, n=1, cutoff=0.5)
        return Finding(
            "unknown-setting",
            Text(f"未知的设置项 {field}", f"unknown setting {field}"),
            Text(
                f"是否应为 {guess[0]}？" if guess else f"可用：{'、'.join(known)}",
                f"did you mean {guess[0]}?" if guess else f"one of: {', '.join(known)}",
            ),
            path.name,
            line,
            field,
        )
    return Finding(
        "bad-setting",
        Text(f"值 {problem['input']!r} 不可用", f"{problem['input']!r} cannot be used"),
        Text(f"要求：{_required_zh(problem)}", f"required: {problem['msg']}"),
        path.name,
        line,
        field,
    )


def _required_zh(problem: dict[str, Any]) -> str:
    wording: str = _REQUIRED_ZH.get(problem["type"], problem["msg"])
    return wording.format(**problem.get("ctx", {})).replace(" or ", ", ")


def _known_keys(section: list[str]) -> list[str]:
    """Return the settings of a section, of the whole file for an empty path."""
    model: Any = Settings
    for name in section:
        model = model.model_fields[name].annotation
    return [*model.model_fields]


def _line_of(text: str, keys: list[str]) -> int | None:
    """Return the line of a key; of what it is a part of, where it has none of its own."""
    lines: dict[str, int] = {}
    section = ""
    for number, line in enumerate(text.splitlines(), 1):
        if header := _HEADER.match(line):
            section = header[1] + "."
            lines.setdefault(header[1], number)
        elif key := _KEY.match(line):
            lines.setdefault(section + re.sub(r"[\s\"']", "", key[1]), number)
    for depth in range(len(keys), 0, -1):
        if (found := lines.get(".".join(keys[:depth]))) is not None:
            return found
    return None
