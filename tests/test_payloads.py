"""The odd strings that the tests show are the list they say they are, and enough."""

import hashlib
import json
import tomllib

from tests.payloads import GOLDEN, PAYLOADS, naughty_strings, naughty_values

ORIGIN = tomllib.loads((GOLDEN / "blns.toml").read_text(encoding="utf-8"))


def test_the_big_list_is_unchanged_and_carried_with_its_licence() -> None:
    data = (GOLDEN / ORIGIN["file"]).read_bytes()
    assert hashlib.sha256(data).hexdigest() == ORIGIN["sha256"]
    assert ORIGIN["licence"] == "MIT"
    assert "MIT License" in (GOLDEN / ORIGIN["licence_file"]).read_text(encoding="utf-8")
    assert set(json.loads(data)) - {""} <= set(naughty_strings())


def test_there_are_more_than_five_hundred_none_twice_and_values_hold_them_all() -> None:
    strings, held = naughty_strings(), "\n".join(naughty_values())
    assert len(set(strings)) == len(strings) > 500
    assert set(PAYLOADS) < set(strings)
    assert [text for text in strings if text not in held] == []
