"""What went wrong while writing, as a message that says what to do about it."""

from __future__ import annotations

import errno
import shutil
from pathlib import Path

from layers.errors import CovermapError, EnvironmentProblem, Finding, InputError
from layers.text import Text

_NEARLY_FULL_BYTES = 1 << 20

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}
_IN_THE_WAY = {errno.EISDIR, errno.ENOTDIR, errno.EEXIST, errno.ENOTEMPTY, errno.ELOOP}


def problem(folder: Path, place: Path, error: Exception) -> CovermapError:
    """Return what to raise for an error of the system, or of a library that writes.

    Parameters
    ----------
    folder
        The folder written to.
    place
        What could not be written, as messages name it.
    error
        What was raised; earlier files are intact.

    Returns
    -------
    CovermapError
        An `InputError` when a file or folder is in the way, else an `EnvironmentProblem`.
    """
    number = error.errno if isinstance(error, OSError) else None
    shown = place.as_posix()
    if number in _FULL or (number is None and _nearly_full(folder)):
        return EnvironmentProblem(
            Text(
                f"{shown}: 磁盘空间不足，未写入，原有文件未改动 → 清理磁盘后重新运行",
                f"{shown}: the disk is full; nothing was written and earlier files are intact"
                " → free some space and run again",
            )
        )
    if number in _IN_THE_WAY:
        return in_the_way(place)
    if number in _FORBIDDEN:
        return EnvironmentProblem(
            Text(
                f"{shown}: 无法写入（只读，或正被 Excel、QGIS 等打开），原有文件未改动"
                " → 关闭该文件，或换一个可写的文件夹",
                f"{shown}: cannot be written (read-only, or open in Excel or QGIS); earlier files"
                " are intact → close the file, or choose a folder that can be written",
            )
        )
    found = f"{type(error).__name__}: {getattr(error, 'strerror', None) or error}"
    return EnvironmentProblem(
        Text(
            f"{shown}: 写入失败（{found}），原有文件未改动 → 检查磁盘后重新运行",
            f"{shown}: writing failed ({found}); earlier files are intact"
            " → check the disk and run again",
        )
    )


def in_the_way(place: Path) -> InputError:
    """Return what to raise when something stands where a product is to be."""
    return InputError(
        [
            Finding(
                "in-the-way",
                Text("同名的文件或文件夹挡住了输出", "a file or folder of that name is in the way"),
                Text("将其移走或改名后重新运行", "move or rename it and run again"),
                place.as_posix(),
            )
        ]
    )


def _nearly_full(folder: Path) -> bool:
    """Tell a full disk from other trouble when a library reports no error number."""
    try:
        return shutil.disk_usage(folder).free < _NEARLY_FULL_BYTES
    except OSError:
        return False
