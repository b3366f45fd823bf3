"""Heights between pixels: the plane through four of them, and never past a void that counts."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.propagation.surface import along, bilinear, nearest, place

pytestmark = pytest.mark.kernels

NAN = math.nan
RASTER = np.array([[0, 10, 20], [100, 110, 120], [200, 210, 250]], np.float32)


@pytest.mark.parametrize(
    ("column", "row", "height"),
    [
        (0.0, 0.0, 0.0),
        (2.0, 0.0, 20.0),
        (0.0, 2.0, 200.0),
        (2.0, 2.0, 250.0),
        (1.0, 1.0, 110.0),
        (0.25, 0.0, 2.5),
        (2.0, 0.5, 70.0),
        (0.5, 0.75, 80.0),
        (1.5, 1.5, (110 + 120 + 210 + 250) / 4),
    ],
)
def test_bilinear_is_the_mean_of_four_pixels_by_their_share(column, row, height) -> None:
    assert bilinear(RASTER, column, row) == pytest.approx(height, abs=1e-9)


@pytest.mark.parametrize(
    ("column", "row"),
    [(-1e-9, 1.0), (1.0, -1e-9), (2.0 + 1e-9, 1.0), (1.0, 2.0 + 1e-9), (NAN, 1.0), (1.0, NAN)],
)
def test_there_is_no_height_beyond_the_middle_of_the_outer_pixels(column, row) -> None:
    assert math.isnan(bilinear(RASTER, column, row))


@pytest.mark.parametrize("shape", [(0, 0), (0, 3), (3, 0)])
def test_an_empty_raster_has_no_height(shape: tuple[int, int]) -> None:
    assert math.isnan(bilinear(np.empty(shape, np.float32), 0.0, 0.0))


def test_one_pixel_one_row_and_one_column_have_heights() -> None:
    assert bilinear(RASTER[1:2, 1:2], 0.0, 0.0) == 110.0
    assert bilinear(RASTER[1:2], 1.5, 0.0) == 115.0
    assert bilinear(RASTER[:, 1:2], 0.0, 1.5) == 160.0


@pytest.mark.parametrize(
    ("column", "row", "void"),
    [
        (1.0, 1.0, True),
        (1.0 - 1e-9, 1.0, True),
        (1.0, 1.0 + 1e-9, True),
        (0.5, 0.5, True),
        (1.5, 1.5, True),
        (0.0, 1.0, False),  # on a neighbour, the void has no share
        (2.0, 1.0, False),
        (1.5, 0.0, False),
        (0.0, 1.5, False),
        (2.0, 1.5, False),
        (1.5, 2.0, False),
    ],
)
def test_a_void_takes_only_what_it_has_a_share_in(column, row, void) -> None:
    raster = RASTER.copy()
    raster[1, 1] = NAN
    assert math.isnan(bilinear(raster, column, row)) == void


@given(st.floats(0, 2), st.floats(0, 2))
def test_bilinear_lies_between_its_pixels_and_is_the_same_upside_down(column, row) -> None:
    height = bilinear(RASTER, column, row)
    i, j = min(int(row), 1), min(int(column), 1)
    corners = RASTER[i : i + 2, j : j + 2]
    assert corners.min() - 1e-9 <= height <= corners.max() + 1e-9
    flipped = np.ascontiguousarray(RASTER[::-1, ::-1])
    assert bilinear(flipped, 2.0 - column, 2.0 - row) == pytest.approx(height, abs=1e-9)


@given(st.floats(1, 2), st.floats(1, 2))
def test_a_window_gives_the_very_same_height(column: float, row: float) -> None:
    whole = bilinear(RASTER, column, row)
    assert bilinear(np.ascontiguousarray(RASTER[1:, 1:]), column - 1.0, row - 1.0) == whole


@pytest.mark.parametrize(
    ("column", "row", "value"),
    [
        (0.0, 0.0, 0.0),
        (1.49, 0.49, 10.0),
        (1.5, 0.5, 120.0),  # the edge of two pixels belongs to the later one
        (-0.5, -0.5, 0.0),
        (2.49, 2.49, 250.0),
        (2.5, 2.0, 0.0),  # outside there is no class
        (2.0, 2.5, 0.0),
        (-0.51, 2.0, 0.0),
        (2.0, -0.51, 0.0),
    ],
)
def test_nearest_is_the_pixel_a_place_lies_in(column, row, value) -> None:
    assert nearest(RASTER, column, row) == value


def test_place_sums_six_terms_in_their_order() -> None:
    frame = np.array([[1.0, 2.0, 3.0, 4.0, 5.0, 6.0], [10.0, 20.0, 30.0, 40.0, 50.0, 60.0]])
    # 1 + 2·2 + 3·3 + 4·4 + 5·6 + 6·9 with e = 2, n = 3
    assert place(frame, 2.0, 3.0) == (114.0, 1140.0)
    assert place(frame, 0.0, 0.0) == (1.0, 10.0)


@given(st.floats(0.0, 2.0 * math.pi), st.floats(0.0, 15_000.0))
def test_a_line_passes_the_places_of_its_direction(azimuth: float, distance: float) -> None:
    frame = np.array([[7.0, 0.03, 0.001, 1e-9, 2e-9, 3e-9], [9.0, 0.002, -0.03, 5e-9, 4e-9, 1e-9]])
    sine, cosine = math.sin(azimuth), math.cos(azimuth)
    line = along(frame, sine, cosine)
    column = frame[0, 0] + distance * (line.column + distance * line.column_bend)
    row = frame[1, 0] + distance * (line.row + distance * line.row_bend)
    expected = place(frame, distance * sine, distance * cosine)
    assert (column, row) == pytest.approx(expected, abs=1e-9)
