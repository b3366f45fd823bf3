"""Settings: misspelt, of the wrong type, broken, or naming what is not there."""

from __future__ import annotations

from pathlib import Path

from tests import dems

from ._case import AREA_A, AREAS, SITE_A, SITE_B, SITES, Build, Case, Treatment, lines, text


def _toml(content: str | bytes) -> Build:
    def build(folder: Path) -> Path:
        (folder / "sites.csv").write_text(lines(SITES, SITE_A, SITE_B), encoding="utf-8")
        (folder / "one-bad.csv").write_text(
            lines(SITES, SITE_A, SITE_B.replace("25", "tall")), encoding="utf-8"
        )
        (folder / "areas.csv").write_text(lines(AREAS, AREA_A), encoding="utf-8")
        dems.write_tif(folder / "dem.tif", dems.hills(6, 6))
        dems.write_tif(folder / "feet.tif", dems.hills(6, 6), units="ft")
        return text(content, "covermap.toml")(folder)

    return build


def _wrong(name: str, content: str | bytes, wrong: str, *codes: str) -> Case:
    return Case(f"config-{name}", "config", _toml(content), wrong, "refused", codes)


def _right(name: str, content: str, wrong: str, treatment: Treatment = "used", *codes: str) -> Case:
    return Case(f"config-{name}", "config", _toml(content), wrong, treatment, codes)


CASES = (
    _right("empty", "", "no setting, which is every default"),
    _right("bom", "\ufeff[scenario]\nseed = 1\n", "a byte order mark"),
    _right(
        "files",
        '[layers]\nbase_stations = "sites.csv"\nparks = "areas.csv"\n[terrain]\ndem = "dem.tif"\n',
        "every file in order",
    ),
    Case(
        "config-bad-row",
        "config",
        _toml('[layers]\nbase_stations = "one-bad.csv"\n'),
        "a row of a file that cannot be used",
        "rows_rejected",
        ("not-a-number 3 height_m",),
        1,
        1,
    ),
    _wrong(
        "unknown-key",
        "[coverage]\ncel_m = 100\n",
        "a misspelt key",
        "unknown-setting 2 coverage.cel_m",
    ),
    _wrong("unknown-section", "[cover]\n", "a misspelt section", "unknown-setting 1 cover"),
    _wrong(
        "unknown-layer",
        '[layers]\nbase_station = "sites.csv"\n',
        "a layer that is none",
        "unknown-layer 2 layers.base_station",
    ),
    _wrong(
        "text-for-number",
        '[coverage]\ncell_m = "100"\n',
        "a number in quotes",
        "bad-setting 2 coverage.cell_m",
    ),
    _wrong(
        "out-of-range",
        "[coverage]\ncell_m = 1.0\n",
        "a cell of a metre",
        "bad-setting 2 coverage.cell_m",
    ),
    _wrong("nan", "[coverage]\ncell_m = nan\n", "not a number", "bad-setting 2 coverage.cell_m"),
    _wrong("infinity", "[terrain]\nreach_km = inf\n", "infinity", "bad-setting 2 terrain.reach_km"),
    _wrong(
        "huge",
        "[scenario]\ncount = 99999999999999999999\n",
        "a number beyond any",
        "bad-setting 2 scenario.count",
    ),
    _wrong(
        "million-digits",
        "[scenario]\ncount = " + "9" * 5000 + "\n",
        "a number of 5,000 figures",
        "broken-settings",
    ),
    _wrong(
        "bad-choice",
        '[coverage]\nenvironment = "city"\n',
        "an environment that is none",
        "bad-setting 2 coverage.environment",
    ),
    _wrong(
        "bad-date",
        '[report]\ndata_date = "2026-02-30"\n',
        "a day that is none",
        "bad-setting 2 report.data_date",
    ),
    _wrong(
        "bad-datum",
        '[datums]\nparks = "WGS"\n',
        "a datum that is none",
        "bad-setting 2 datums.parks",
    ),
    _wrong("section-as-value", "layers = 1\n", "a number for a section", "bad-setting 1 layers"),
    _wrong(
        "list-for-text", "[layers]\nparks = []\n", "a list for a file", "bad-setting 2 layers.parks"
    ),
    _wrong("broken", "[coverage\n", "a bracket that is not closed", "broken-settings 1"),
    _wrong(
        "key-twice",
        "[coverage]\ncell_m = 100.0\ncell_m = 50.0\n",
        "a key twice",
        "broken-settings 3",
    ),
    _wrong("section-twice", "[coverage]\n[coverage]\n", "a section twice", "broken-settings 2"),
    _wrong("gbk", '[report]\nreview_no = "青"\n'.encode("gbk"), "saved as GBK", "broken-settings"),
    _wrong("utf16", "[coverage]\n".encode("utf-16"), "saved as UTF-16", "broken-settings"),
    _wrong("nul", "[coverage]\n\0", "a NUL byte", "broken-settings 2"),
    _wrong("deep", "a = " + "[" * 5000 + "]" * 5000 + "\n", "5,000 levels", "broken-settings"),
    _wrong("deep-key", "a" + ".a" * 5000 + " = 1\n", "a key of 5,000 levels", "unknown-setting a"),
    _wrong(
        "missing-file", '[layers]\nparks = "gone.csv"\n', "a file that is not there", "missing-file"
    ),
    _wrong("nul-in-path", '[layers]\nparks = "a\\u0000.csv"\n', "a NUL in a path", "missing-file"),
    _wrong(
        "address-for-file",
        '[layers]\nparks = "http://127.0.0.1:9/a.geojson"\n',
        "an address for a file",
        "missing-file",
    ),
    _wrong(
        "unknown-user",
        '[terrain]\ndem = "~nobody-of-that-name/dem.tif"\n',
        "the home of a user that is none",
        "missing-raster",
    ),
    _wrong("dem-in-feet", '[terrain]\ndem = "feet.tif"\n', "a DEM in feet", "wrong-unit"),
    _wrong(
        "dem-missing", '[terrain]\ndem = "gone.tif"\n', "a DEM that is not there", "missing-raster"
    ),
    _wrong(
        "people-missing",
        '[people]\nfile = "gone.csv"\n',
        "a file of people that is not there",
        "missing-people people.file",
    ),
    _wrong(
        "goals-missing",
        '[goals]\ntable = "gone.csv"\n',
        "a table of goals that is not there",
        "missing-file goals.table",
    ),
)
