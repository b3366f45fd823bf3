"""A disc of receivers equals the exact paths to them, whatever else is computed with it."""

import math
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from geo.propagation import OutsideValidity
from geo.propagation.p1812 import path_loss
from geo.propagation.p1812.disc import (
    OWN_POINTS,
    Ground,
    disc_loss,
    exact_loss,
    profile_to,
    square_loss,
)
from geo.propagation.p1812.hoisted import Constants, constants
from geo.terrain import open_terrain

pytestmark = pytest.mark.kernels

TILE = Path(__file__).resolve().parents[1].parent / "shared" / "dem" / "N44W072.hgt"
BASE = 2.0**24  # index of the first pixel: as large as in a real frame, exact in float64
PIXEL_M, STEP_KM, SPACING_M, REACH_M = 30.0, 0.03, 50.0, 1200.0
HTG, HRG = 30.0, 1.5
RADIALS = math.ceil(2.0 * math.pi * REACH_M / SPACING_M)
NO_CLUTTER = np.empty((0, 0), np.float32)


def fractal(side: int, relief: float, seed: int = 1) -> np.ndarray:
    """Return heights of slope spectrum k⁻¹·⁶ per dimension, mean 3000 m, float32."""
    rng = np.random.default_rng(seed)
    k = np.hypot(np.fft.fftfreq(side)[:, None], np.fft.rfftfreq(side)[None])
    k[0, 0] = 1.0
    spectrum = k**-2.1 * np.exp(2j * np.pi * rng.random(k.shape))
    spectrum[0, 0] = 0.0
    z = np.fft.irfft2(spectrum, (side, side))
    return (3000.0 + z * (relief / z.std())).astype(np.float32)


def ground_of(
    height: np.ndarray, clutter: np.ndarray = NO_CLUTTER, pixel: float = PIXEL_M
) -> Ground:
    """Return ground with the transmitter a third of a pixel off its middle."""
    rows, columns = height.shape
    frame = np.zeros((2, 6))
    frame[0, :2] = BASE + columns // 2 + 0.3, 1.0 / pixel
    frame[1, 0], frame[1, 2] = BASE + rows // 2 + 0.4, -1.0 / pixel
    return Ground(height, clutter, BASE, BASE, frame)


def transmitter(p: float = 50.0, step: float = STEP_KM, reach: float = REACH_M) -> Constants:
    return constants(2.6, p, 2, 36.0, 45.0, 325.0, step, 0.001 * reach)


def grid(cell: float, reach: float) -> tuple[np.ndarray, np.ndarray]:
    """Return the middles of the cells of a square of side 2 · reach."""
    k = np.arange(-reach + cell / 2, reach, cell)
    east, north = np.meshgrid(k, k)
    return east.ravel(), north.ravel()


def loss_of(ground: Ground, east, north, p: float = 50.0, pool=None, **changed) -> np.ndarray:
    """Return loss and blocking distance, shape (2, n)."""
    options = {"spacing": SPACING_M, "reach": REACH_M} | changed
    c = transmitter(p, reach=options["reach"])
    args = (np.asarray(east, float), np.asarray(north, float), c, HTG, HRG)
    return np.array(disc_loss(ground, *args, **options, pool=pool))


def exact(ground: Ground, east: float, north: float, p: float = 50.0, step: float = STEP_KM):
    d, h, clutter = profile_to(ground, east, north, step)
    land = np.full(d.size, 4)
    return path_loss(d, h, clutter, land, 2.6, p, HTG, HRG, 2, 36.0, 45.0, 325.0)


HILLS = ground_of(fractal(96, 40.0))
CLUTTERED = ground_of(
    fractal(96, 40.0), np.random.default_rng(2).choice([0, 0, 5, 15], (96, 96)).astype(np.float32)
)
EAST, NORTH = grid(150.0, REACH_M)
DISTANCE = np.hypot(EAST, NORTH)

# --- the same as the exact path -------------------------------------------------------------


@pytest.mark.parametrize("p", [1.0, 50.0])
@pytest.mark.parametrize("ground", [HILLS, CLUTTERED], ids=["bare", "cluttered"])
def test_receivers_on_a_radial_have_the_loss_of_their_path(ground: Ground, p: float) -> None:
    radial = np.arange(0, RADIALS, 5)
    d = np.linspace(255.0, REACH_M - 1.0, radial.size)
    azimuth = radial * 2.0 * math.pi / RADIALS
    east, north = d * np.sin(azimuth), d * np.cos(azimuth)
    loss, blocked = loss_of(ground, east, north, p)
    paths = [exact(ground, e, n, p) for e, n in zip(east, north, strict=True)]
    # float32 of the result: 150 dB ± 8e-6
    assert loss == pytest.approx([path.Lb for path in paths], abs=1e-4)
    expected = [math.nan if path.nu < -0.78 else path.obstacle * STEP_KM for path in paths]
    assert blocked == pytest.approx(expected, abs=1e-6, nan_ok=True)


def test_a_profile_goes_from_the_transmitter_to_the_receiver() -> None:
    d, h, clutter = profile_to(CLUTTERED, 300.0, 400.0, STEP_KM)
    assert d[[0, -1]].tolist() == [0.0, 0.5]
    assert np.diff(d)[:-1] == pytest.approx(STEP_KM)
    assert 0.5 * STEP_KM <= d[-1] - d[-2] < 1.5 * STEP_KM
    # The receiver: column 48.3 + 10, row 48.4 − 13.333, between four pixels.
    near = CLUTTERED.height_m[35:37, 58:60].astype(float)
    u, v = 0.3, 48.4 - 400 / 30 - 35
    expected = (1 - v) * ((1 - u) * near[0, 0] + u * near[0, 1])
    expected += v * ((1 - u) * near[1, 0] + u * near[1, 1])
    assert h[-1] == pytest.approx(expected, abs=1e-6)
    assert clutter[-1] == CLUTTERED.clutter_m[35, 58]


@pytest.mark.parametrize("p", [10.0, 50.0])
@pytest.mark.parametrize("ground", [HILLS, CLUTTERED], ids=["bare", "cluttered"])
def test_the_exact_loss_of_receivers_anywhere_is_that_of_their_paths(ground, p) -> None:
    east, north = EAST[::3], NORTH[::3]
    loss, blocked = exact_loss(ground, east, north, transmitter(p), HTG, HRG)
    for i, d in enumerate(np.hypot(east, north)):
        if not 250.0 <= d <= REACH_M + 2.0 * PIXEL_M:
            assert math.isnan(loss[i])
            assert math.isnan(blocked[i])
            continue
        path = exact(ground, east[i], north[i], p)
        assert loss[i] == pytest.approx(path.Lb, abs=1e-4)
        expected = math.nan if path.nu < -0.78 else path.obstacle * STEP_KM
        assert blocked[i] == pytest.approx(expected, abs=1e-6, nan_ok=True)


def gridding_error(ground: Ground, reach: float, cell: float, step: float, count: int):
    """Return |loss of the disc − loss of the exact path| of receivers at random [dB]."""
    east, north = grid(cell, reach)
    c = constants(2.6, 50.0, 2, 36.0, 45.0, 325.0, step, 0.001 * reach)
    loss, _ = disc_loss(ground, east, north, c, HTG, HRG, SPACING_M, reach)
    inside = np.flatnonzero(np.isfinite(loss))
    assert inside.size > 0.99 * math.pi * (reach**2 - 250.0**2) / cell**2
    chosen = np.random.default_rng(3).choice(inside, count, replace=False)
    return np.array([abs(loss[i] - exact(ground, east[i], north[i], step=step).Lb) for i in chosen])


@pytest.mark.slow
def test_gridding_error_on_fractal_terrain_is_within_its_gate() -> None:
    ground = ground_of(fractal(1024, 300.0))
    error = gridding_error(ground, 15_000.0, 100.0, STEP_KM, 4000)
    assert np.median(error) < 0.1
    assert np.quantile(error, 0.99) < 3.0


@pytest.mark.slow
def test_gridding_error_on_the_real_tile_is_within_its_gate() -> None:
    if not TILE.exists():
        pytest.skip(f"the tile is not beside the project: {TILE}")
    reach = 15_000.0
    lon, lat = np.array([-71.5]), np.array([44.5])
    with open_terrain(TILE) as terrain:
        frame = terrain.station_frames(lon, lat, reach)[0]
        column, row = terrain.locate(lon, lat)
        aside = 1.1 * reach / (0.7 * terrain.step_m)
        window = terrain.window(
            column[0] - aside, row[0] - aside, column[0] + aside, row[0] + aside
        )
        step = 0.001 * terrain.step_m / math.ceil(terrain.step_m / SPACING_M)
    ground = Ground(window.height_m, NO_CLUTTER, window.column, window.row, frame)
    error = gridding_error(ground, reach, 100.0, step, 4000)
    assert np.median(error) < 0.1
    assert np.quantile(error, 0.99) < 3.0


# --- the same whatever else is computed -----------------------------------------------------

WHOLE = loss_of(CLUTTERED, EAST, NORTH)


def test_most_receivers_of_a_disc_have_a_loss() -> None:
    inside = (DISTANCE >= 250.0) & (DISTANCE <= REACH_M)
    assert (np.isfinite(WHOLE[0]) == inside).all()
    assert WHOLE.dtype == np.float32
    assert 90.0 < np.nanmin(WHOLE[0]) < np.nanmax(WHOLE[0]) < 200.0


@pytest.mark.parametrize("seed", range(4))
def test_any_receivers_in_any_order_get_the_very_same_loss(seed: int) -> None:
    rng = np.random.default_rng(seed)
    chosen = rng.permutation(EAST.size)[: rng.integers(1, EAST.size)]
    some = loss_of(CLUTTERED, EAST[chosen], NORTH[chosen])
    assert some.tobytes() == WHOLE[:, chosen].tobytes()


def test_a_receiver_alone_gets_the_very_same_loss() -> None:
    for i in np.flatnonzero(np.isfinite(WHOLE[0]))[::17]:
        alone = loss_of(CLUTTERED, EAST[i : i + 1], NORTH[i : i + 1])
        assert alone.tobytes() == WHOLE[:, i].tobytes()


def test_no_receivers_get_no_loss() -> None:
    assert loss_of(CLUTTERED, [], []).shape == (2, 0)


@pytest.mark.parametrize("margin", [(0, 0), (3, 5), (6, 1)])
def test_any_window_that_holds_the_disc_gives_the_very_same_loss(margin) -> None:
    top, left = margin
    ground = CLUTTERED._replace(
        height_m=np.ascontiguousarray(CLUTTERED.height_m[top : 96 - left, left : 96 - top]),
        clutter_m=np.ascontiguousarray(CLUTTERED.clutter_m[top : 96 - left, left : 96 - top]),
        column=BASE + left,
        row=BASE + top,
    )
    assert loss_of(ground, EAST, NORTH).tobytes() == WHOLE.tobytes()


@pytest.mark.parametrize("threads", [1, 2, 3])
def test_any_number_of_threads_gives_the_very_same_loss(threads: int) -> None:
    with ThreadPoolExecutor(threads) as pool:
        assert loss_of(CLUTTERED, EAST, NORTH, pool=pool).tobytes() == WHOLE.tobytes()


def test_threads_with_fewer_receivers_than_parts_leave_none_out() -> None:
    chosen = np.flatnonzero(np.isfinite(WHOLE[0]))[:3]
    with ThreadPoolExecutor(2) as pool:
        some = loss_of(CLUTTERED, EAST[chosen], NORTH[chosen], pool=pool)
        assert loss_of(CLUTTERED, [], [], pool=pool).shape == (2, 0)
    assert some.tobytes() == WHOLE[:, chosen].tobytes()


# --- near, far and nowhere ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("d", "computed"),
    [(0.0, False), (249.9, False), (250.1, True), (REACH_M - 0.1, True), (REACH_M + 0.1, False)],
)
def test_a_disc_reaches_from_a_quarter_kilometre_to_its_edge(d: float, computed: bool) -> None:
    azimuth = np.linspace(0.0, 2.0 * math.pi, 7)
    loss, blocked = loss_of(HILLS, d * np.sin(azimuth), d * np.cos(azimuth))
    assert np.isfinite(loss).all() == computed
    assert np.isnan(loss).all() != computed
    assert computed or np.isnan(blocked).all()


def test_constants_for_a_shorter_reach_are_refused() -> None:
    # β0 is interpolated between nodes up to the reach; beyond, there is nothing to read.
    c = transmitter(reach=1000.0)
    args = (EAST, NORTH, c, HTG, HRG, SPACING_M)
    with pytest.raises(ValueError, match=r"not for a reach of 1\.2 km"):
        disc_loss(HILLS, *args, REACH_M)
    assert np.isfinite(disc_loss(HILLS, *args, 1000.0)[0]).any()
    loss, _ = exact_loss(HILLS, np.zeros(2), np.array([999.0, 1199.0]), c, HTG, HRG)
    assert np.isfinite(loss).tolist() == [True, False]


def test_a_place_that_is_not_a_number_has_no_loss() -> None:
    east, north = np.array([math.nan, 500.0]), np.array([500.0, math.nan])
    assert np.isnan(loss_of(HILLS, east, north)).all()
    assert np.isnan(exact_loss(HILLS, east, north, transmitter(), HTG, HRG)).all()


def test_with_long_steps_receivers_without_three_points_before_them_have_no_loss() -> None:
    # At 90 m, 250 m from the transmitter there are two points; from 315 m on there are three.
    c = transmitter(step=0.09)
    d = np.array([251.0, 314.0, 316.0, 600.0])
    loss, _ = disc_loss(HILLS, np.zeros(4), d, c, HTG, HRG, SPACING_M, REACH_M)
    assert np.isfinite(loss).tolist() == [False, False, True, True]
    expected = [exact(HILLS, 0.0, north, step=0.09).Lb for north in d[2:]]
    assert loss[2:] == pytest.approx(expected, abs=1e-4)
    alone, _ = exact_loss(HILLS, np.zeros(4), d, c, HTG, HRG)
    assert alone == pytest.approx(loss, abs=1e-4, nan_ok=True)


# --- a raster around a transmitter ----------------------------------------------------------

SQUARE = np.ascontiguousarray(
    fractal(96, 40.0, seed=7)[:61, :71]
)  # 900 m to the north and south, 1050 to the sides


def square(height: np.ndarray = SQUARE, **changed) -> np.ndarray:
    asked = {
        "radius_m": 1000.0, "frequency_ghz": 2.6, "tx_height_m": HTG, "rx_height_m": HRG,
        "latitude_deg": 36.0, "spacing_m": 15.0,
    }  # fmt: skip
    return square_loss(height, PIXEL_M, **(asked | changed))


def test_each_cell_of_a_raster_has_the_loss_of_its_path() -> None:
    loss = square()
    assert (loss.shape, loss.dtype) == (SQUARE.shape, np.float32)
    frame = np.zeros((2, 6))
    frame[0, :2] = 35.0, 1.0 / PIXEL_M
    frame[1, 0], frame[1, 2] = 30.0, -1.0 / PIXEL_M
    ground = Ground(SQUARE, NO_CLUTTER, 0.0, 0.0, frame)
    for i, j in ((0, 35), (60, 35), (30, 5), (30, 65), (15, 20), (15, 50), (45, 20), (45, 50)):
        east, north = (j - 35) * PIXEL_M, (30 - i) * PIXEL_M
        assert loss[i, j] == pytest.approx(exact(ground, east, north).Lb, abs=0.5), (i, j)
    away = np.hypot(*(np.indices(SQUARE.shape) - np.array([30, 35])[:, None, None])) * PIXEL_M
    assert (np.isfinite(loss) == ((away >= 250.0) & (away <= 1000.0))).all()


def test_a_raster_has_radials_two_cells_apart_unless_told_otherwise() -> None:
    assert square(spacing_m=None).tobytes() == square(spacing_m=60.0).tobytes()
    with ThreadPoolExecutor(2) as pool:
        assert square(pool=pool).tobytes() == square().tobytes()


@pytest.mark.parametrize(
    ("name", "outside"),
    [("frequency_ghz", 6.1), ("tx_height_m", 0.9), ("polarisation", 3), ("time_pct", 0.9)],
)
def test_a_raster_is_refused_what_a_path_is(name: str, outside: float) -> None:
    with pytest.raises(OutsideValidity, match=f"P.1812: {name} = "):
        square(**{name: outside})


# --- clutter --------------------------------------------------------------------------------


def test_no_clutter_is_the_same_as_clutter_of_no_height() -> None:
    zero = HILLS._replace(clutter_m=np.zeros_like(HILLS.height_m))
    np.testing.assert_allclose(
        loss_of(zero, EAST, NORTH)[0], loss_of(HILLS, EAST, NORTH)[0], rtol=0, atol=2e-5
    )


def test_clutter_raises_the_loss() -> None:
    woods = HILLS._replace(clutter_m=np.full_like(HILLS.height_m, 15.0))
    bare, wooded = (loss_of(ground, EAST, NORTH)[0] for ground in (HILLS, woods))
    inside = np.isfinite(bare)
    assert (wooded[inside] > bare[inside] + 1.0).mean() > 0.95
    assert np.median(wooded[inside] - bare[inside]) > 5.0


# --- voids ----------------------------------------------------------------------------------


def with_voids(*pixels: tuple[int, int]) -> Ground:
    height = HILLS.height_m.copy()
    for row, column in pixels:
        height[row, column] = math.nan
    return HILLS._replace(height_m=height)


def touches_void(height: np.ndarray, east: np.ndarray, north: np.ndarray) -> np.ndarray:
    """Return whether a void is among the four pixels that a place lies between."""
    column, row = 48.3 + east / PIXEL_M, 48.4 - north / PIXEL_M
    i, j = np.floor(row).astype(int), np.floor(column).astype(int)
    return np.isnan(height[i, j] + height[i + 1, j] + height[i, j + 1] + height[i + 1, j + 1])


def crosses_void(height: np.ndarray, east: float, north: float) -> bool:
    """Return whether the points that a receiver's loss is made of touch a void."""
    d = 0.001 * math.hypot(east, north)
    last = int(d / STEP_KM - 0.5 + 1e-9)
    nearest = round(math.atan2(east, north) * RADIALS / (2 * math.pi)) * 2 * math.pi / RADIALS
    shared = np.arange(last - OWN_POINTS + 1) * STEP_KM * 1000.0
    own = np.append(np.arange(last - OWN_POINTS + 1, last + 1) * STEP_KM, d) / d
    on_radial = touches_void(height, shared * math.sin(nearest), shared * math.cos(nearest))
    return bool(on_radial.any() or touches_void(height, east * own, north * own).any())


@pytest.mark.parametrize("pixel", [(40, 48), (48, 60), (58, 38), (44, 53), (15, 48)])
def test_a_void_takes_what_lies_behind_it_and_nothing_else(pixel: tuple[int, int]) -> None:
    ground = with_voids(pixel)
    east, north = grid(60.0, REACH_M)
    inside = np.hypot(east, north) >= 250.0
    inside &= np.hypot(east, north) <= REACH_M
    east, north = east[inside], north[inside]
    loss, blocked = loss_of(ground, east, north)
    expected = [crosses_void(ground.height_m, e, n) for e, n in zip(east, north, strict=True)]
    assert np.isnan(loss).tolist() == expected
    assert 0 < sum(expected) < 0.1 * east.size
    assert np.isnan(blocked[np.isnan(loss)]).all()
    # What has a loss has that of the ground without the void.
    kept = np.isfinite(loss)
    whole = loss_of(HILLS, east, north)
    assert loss[kept].tobytes() == whole[0, kept].tobytes()
    # A void of 30 m is never seen from further aside than its neighbours and half a spacing.
    offset = np.array([(pixel[1] - 48.3) * PIXEL_M, (48.4 - pixel[0]) * PIXEL_M])
    aside = np.abs(offset[0] * north - offset[1] * east) / np.hypot(east, north)
    assert aside[~kept].max() <= math.sqrt(2.0) * PIXEL_M + 0.5 * SPACING_M


def test_the_exact_loss_stops_at_a_void_as_well() -> None:
    ground = with_voids((44, 53))
    loss, blocked = exact_loss(ground, EAST, NORTH, transmitter(), HTG, HRG)
    far = (DISTANCE >= 250.0) & (DISTANCE <= REACH_M)
    expected = [
        bool(np.isnan(profile_to(ground, e, n, STEP_KM)[1]).any())
        for e, n in zip(EAST[far], NORTH[far], strict=True)
    ]
    assert np.isnan(loss[far]).tolist() == expected
    assert 0 < sum(expected) < 20
    assert np.isnan(blocked[np.isnan(loss)]).all()


def test_ground_without_any_height_has_no_loss() -> None:
    ground = HILLS._replace(height_m=np.full_like(HILLS.height_m, math.nan))
    assert np.isnan(loss_of(ground, EAST, NORTH)).all()
    assert np.isnan(exact_loss(ground, EAST, NORTH, transmitter(), HTG, HRG)).all()


def test_a_void_under_the_transmitter_leaves_no_loss() -> None:
    assert np.isnan(loss_of(with_voids((48, 48)), EAST, NORTH)).all()
    assert np.isfinite(loss_of(with_voids((0, 0)), EAST, NORTH)[0]).any()


def test_a_void_in_the_clutter_of_the_window_is_for_the_caller_to_fill() -> None:
    # Beyond the clutter raster there is none: `nearest` gives 0, not NaN.
    small = CLUTTERED._replace(clutter_m=np.zeros((1, 1), np.float32))
    np.testing.assert_allclose(
        loss_of(small, EAST, NORTH)[0], loss_of(HILLS, EAST, NORTH)[0], rtol=0, atol=2e-5
    )
