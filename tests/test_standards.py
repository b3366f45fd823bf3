"""How the tables of standards are read."""

from __future__ import annotations

import pandas as pd
import pytest

from geo import standards
from layers.errors import InputError
from tests.messages import refusal


def test_a_table_is_text_with_empty_cells_as_empty_text() -> None:
    legend = standards.table("legend")
    assert legend["lower_dbm"].tolist()[0] == "-80"
    assert legend["upper_dbm"].tolist()[0] == ""
    assert not legend.isna().any(axis=None)


def test_a_table_is_read_once() -> None:
    assert standards.table("goals") is standards.table("goals")


def test_an_unknown_table_is_a_missing_file() -> None:
    with pytest.raises(FileNotFoundError, match=r"nothing\.csv"):
        standards.table("nothing")


@pytest.mark.parametrize(
    ("profile", "dbm", "share"),
    [("cn-field-105", "-105", "95"), ("taiyuan-urban", "-90", "98"), ("cn-field-96", "-96", "95")],
)
def test_a_threshold_profile_is_one_row(profile: str, dbm: str, share: str) -> None:
    row = standards.threshold(profile)
    assert row["profile"] == profile
    assert row["metric"] == "SS-RSRP"
    assert (row["threshold_dbm"], row["area_share_percent"]) == (dbm, share)


def test_an_unknown_threshold_profile_lists_the_known_ones() -> None:
    with pytest.raises(InputError) as caught:
        standards.threshold("cn-field-104")
    finding = refusal(caught, "unknown-threshold", field="coverage.threshold_profile")
    assert "cn-field-104" in finding.what.zh
    for known in standards.table("thresholds")["profile"]:
        assert known in finding.remedy.zh
        assert known in finding.remedy.en


def test_the_lead_body_of_a_category_is_the_first_that_leads() -> None:
    zh, en = standards.lead_body("scenic_area")
    table = standards.table("responsibility")
    lead = table[(table["category"] == "scenic_area") & (table["role"] == "lead")]
    assert (zh, en) == tuple(lead[["body_zh", "body_en"]].iloc[0])
    assert zh.startswith("省")


def test_a_category_nobody_leads_on_has_no_body() -> None:
    assert standards.lead_body("no_such_category") == ("", "")


def test_a_body_that_only_supports_does_not_lead(monkeypatch: pytest.MonkeyPatch) -> None:
    bodies = pd.DataFrame(
        {
            "category": ["finance"] * 3,
            "role": ["support", "lead", "lead"],
            "body_zh": ["甲", "乙", "丙"],
            "body_en": ["A", "B", "C"],
        }
    )
    monkeypatch.setattr(standards, "table", lambda _: bodies)
    assert standards.lead_body("finance") == ("乙", "B")
