"""``python -m geo``: ownership is checked before anything of ours is started."""

import pytest

from geo import __main__, cli


def test_ownership_is_checked_before_the_command_line_starts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    order: list[str] = []
    monkeypatch.setattr(__main__, "check_ownership", lambda: order.append("checked"))
    monkeypatch.setattr(cli, "main", lambda: order.append("started"))
    __main__.main()
    assert order == ["checked", "started"]
