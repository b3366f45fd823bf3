"""Packed columns say the same when they are read again, in few bytes and whatever the texts are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.outputs._page.columns import packed_choices, packed_numbers, packed_texts
from tests.unpacked import unpacked_numbers, unpacked_texts

# Texts that begin alike, with letters of two UTF-16 units that differ in the second one alone.
_ALIKE = st.text(alphabet="ab站\U0001f600\U0001f601\x00", max_size=6)
_NUMBERS = st.integers(-(1 << 31), (1 << 31) - 3)


@given(st.lists(st.none() | _NUMBERS))
def test_numbers_and_missing_ones_come_back(values):
    assert unpacked_numbers(packed_numbers(values)) == values


@pytest.mark.parametrize(
    ("values", "bits"),
    [([], 8), ([7, 261], 8), ([7, 262], 16), ([0, 65_534], 16), ([0, 65_535], 32), ([None], 8)],
)
def test_numbers_take_the_fewest_bits_that_leave_one_for_missing(values, bits):
    packed = packed_numbers(values)
    assert packed["bits"] == bits
    assert unpacked_numbers(packed) == values


@given(st.lists(_ALIKE | st.text(), max_size=80))
def test_texts_of_any_content_come_back(texts):
    assert unpacked_texts(packed_texts(texts)) == texts


def test_a_text_is_told_without_the_beginning_it_shares():
    texts = [f"海晏县人民医院-{number}" for number in range(10)]
    assert packed_texts(texts)["text"] == "海晏县人民医院-0123456789"


def test_choices_are_listed_once():
    packed = packed_choices(["中国移动", "", "中国移动"])
    assert packed["values"] == ["", "中国移动"]
    assert unpacked_numbers(packed["index"]) == [1, 0, 1]
