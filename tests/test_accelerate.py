"""Compiled kernels never outlive the sources they were compiled from."""

from pathlib import Path

import numba

import geo
from geo.propagation.accelerate import cache_folder, use_cache


def test_the_cache_belongs_to_the_sources_as_they_are() -> None:
    assert Path(numba.config.CACHE_DIR) == cache_folder(Path(geo.__file__).parent)


def test_any_change_of_any_source_gives_another_folder(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    inner = tmp_path / "sub" / "inner.py"
    inner.write_text("A = 1\n")
    first = cache_folder(tmp_path)
    assert cache_folder(tmp_path) == first
    inner.write_text("A = 2\n")
    second = cache_folder(tmp_path)
    inner.rename(tmp_path / "sub" / "other.py")
    assert len({first, second, cache_folder(tmp_path)}) == 3


def test_kernels_of_earlier_sources_are_dropped(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(numba.config, "CACHE_DIR", "")
    earlier, now, foreign = (tmp_path / name for name in ("kernels-1", "kernels-2", "other"))
    for folder in (earlier, now, foreign):
        folder.mkdir()
    use_cache(now)
    assert not earlier.exists() and now.exists() and foreign.exists()
    assert str(now) == numba.config.CACHE_DIR
