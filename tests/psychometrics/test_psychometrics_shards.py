import json
import os
import signal
import sys

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from testamur.errors import DocumentError, Refused
from testamur.parquet import Column, write_parquet
from testamur.psychometrics.calibration import calibrate, response_lists
from testamur.psychometrics.calibration.shards import (
    Here,
    Processes,
    holder,
    open_shards,
    read_shard,
    write_shard,
)
from testamur.psychometrics.calibration.shards.cluster import connected

PERSONS, ITEMS, EACH, SHARDS = 1200, 30, 12, 5


def taken(persons=PERSONS, seed=41):
    """Return places (persons, 12) and scores of a two-parameter model's persons, and the true slopes."""
    rng = np.random.default_rng(seed)
    a, b, theta = rng.lognormal(0, 0.2, ITEMS), rng.normal(0, 0.8, ITEMS), rng.normal(size=persons)
    places = np.array([rng.permutation(ITEMS)[:EACH] for _ in range(persons)])
    p = 1 / (1 + np.exp(-a[places] * (theta[:, None] - b[places])))
    return places, (rng.random(places.shape) < p).astype(np.int8), a


NAMES = [f"item-{number:02}" for number in range(ITEMS)]


def written(folder, places, scores, *, shards=SHARDS, first=0):
    folder.mkdir(exist_ok=True)
    for number, rows in enumerate(np.array_split(np.arange(len(places)), shards), start=first):
        starts = np.arange(len(rows) + 1) * EACH
        write_shard(
            folder / f"day-{number:03}.parquet", starts, places[rows].ravel(), scores[rows].ravel(), items=NAMES
        )
    return sorted(folder.glob("*.parquet"))


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    places, scores, _ = taken()
    return written(tmp_path_factory.mktemp("shards"), places, scores)


def bits(files, where):
    found = calibrate(open_shards(files, where), model="2pl")
    assert found.converged
    return found.parameters().tobytes(), found.loglik, found.history


@pytest.fixture(scope="module")
def expected_bits(files):
    return bits(files, Here())


def test_responses_in_shards_are_calibrated_as_in_memory(files):
    places, scores, _ = taken()
    lists = response_lists(np.arange(PERSONS + 1) * EACH, places.ravel(), scores.ravel(), items=NAMES)

    shards = open_shards(files, Here())
    found = calibrate(shards, model="2pl", tolerance=1e-6)
    plain = calibrate(lists, model="2pl", tolerance=1e-6, errors=False)

    order = [shards.items.index(name) for name in NAMES]
    assert found.loglik == pytest.approx(plain.loglik, rel=1e-10)
    np.testing.assert_allclose(found.parameters()[order], plain.parameters(), atol=1e-5)
    assert (found.persons, shards.longest, shards.blank) == (PERSONS, EACH, 0)
    assert np.isnan(found.items[0].standard_errors["a"])


def test_standard_errors_are_those_of_responses_in_memory_if_they_are_asked_for(tmp_path):
    places, scores, _ = taken(300)
    files = written(tmp_path / "few", places, scores, shards=2)
    lists = response_lists(np.arange(301) * EACH, places.ravel(), scores.ravel(), items=NAMES)

    shards = open_shards(files, Here())
    found, plain = (calibrate(given, model="rasch", errors=True) for given in (shards, lists))

    errors = {item.item: item.standard_errors["d"] for item in plain.items}
    assert {item.item: item.standard_errors["d"] for item in found.items} == pytest.approx(errors, rel=1e-3)


@pytest.mark.parametrize("workers", [1, 2, 8])
@pytest.mark.filterwarnings("ignore:.*:ResourceWarning")
def test_any_number_of_workers_of_a_cluster_gives_the_same_bits(files, expected_bits, workers):
    distributed = pytest.importorskip("distributed")
    cluster = distributed.LocalCluster(
        n_workers=workers, threads_per_worker=1, processes=False, dashboard_address=":0", protocol="inproc://"
    )

    with cluster, connected(cluster.scheduler_address) as where:
        found = bits(files, where)

    assert found == expected_bits


class Deadly(Processes):
    """Kills one of its processes while the third question is being answered."""

    asked = 0

    def ask(self, compute, *arguments):
        self.asked += 1
        for number, answer in enumerate(super().ask(compute, *arguments)):
            if self.asked == 4 and number == 1:
                os.kill(self.workers[1].process.pid, signal.SIGKILL)
            yield answer


def test_processes_give_the_same_bits_also_if_one_is_killed_on_the_way_and_raise_here_what_they_raise(
    files, expected_bits
):
    where = Deadly(2)

    try:
        found = bits(files, where)
        with pytest.raises(ZeroDivisionError):
            list(where.ask(_broken))
    finally:
        where.close()

    assert found == expected_bits
    assert where.deaths == 1


def _broken(_state):
    raise ZeroDivisionError


def test_a_warm_start_finds_the_same_in_fewer_steps(tmp_path):
    places, scores, _ = taken(3000)
    yesterday = written(tmp_path / "shards", places[:2900], scores[:2900], shards=3)
    earlier = calibrate(open_shards(yesterday, Here()), model="2pl", tolerance=1e-6)
    today = written(tmp_path / "shards", places[2900:], scores[2900:], shards=1, first=3)

    cold, warm = (
        calibrate(open_shards(today, Here()), model="2pl", start=start, tolerance=1e-6)
        for start in (None, earlier)
    )

    assert len(today) == 4
    assert len(warm.history) < len(cold.history)
    assert warm.loglik == pytest.approx(cold.loglik, rel=1e-12)
    np.testing.assert_allclose(warm.parameters(), cold.parameters(), atol=1e-5)


def test_items_new_since_yesterday_begin_by_themselves(files):
    places, scores, _ = taken()
    old = (places < 20).all(axis=0)
    assert not old.all()
    keep = places < 20
    lists = response_lists(
        np.concatenate([[0], keep.sum(axis=1).cumsum()]), places[keep], scores[keep], items=NAMES[:20]
    )
    earlier = calibrate(lists, model="2pl", errors=False)

    warm, cold = (calibrate(open_shards(files, Here()), model="2pl", start=start) for start in (earlier, None))

    np.testing.assert_allclose(warm.parameters(), cold.parameters(), atol=0.01)


def test_a_start_of_another_model_or_of_other_items_is_refused(files):
    shards = open_shards(files, Here())
    rasch = calibrate(shards, model="rasch")
    lists = response_lists([0, 2, 4, 6, 8], [0, 1] * 4, [0, 1, 1, 0, 0, 0, 1, 1], items=["x", "y"])
    others = calibrate(lists, model="2pl", errors=False, most=1)

    with pytest.raises(DocumentError, match="start: is a calibration by the rasch model, not 2pl"):
        calibrate(shards, model="2pl", start=rasch)
    with pytest.raises(DocumentError, match="start: has none of these items"):
        calibrate(shards, model="2pl", start=others)


def test_scores_of_more_than_two_kinds_and_lists_of_any_length_are_kept(tmp_path):
    starts, places = np.array([0, 2, 2, 5]), np.array([0, 1, 2, 0, 1])
    scores = np.array([1, 0, 2, 1, 1])
    write_shard(tmp_path / "a.parquet", starts, places, scores, items=["a", "b", "c"])

    found = read_shard(tmp_path / "a.parquet")

    assert found.items == ("a", "b", "c")
    assert found.categories.tolist() == [2, 2, 3]
    assert found.lists.starts.tolist() == starts.tolist()
    assert found.lists.codes.tolist() == [1, 2, 6, 1, 3]


def test_who_took_everything_needs_no_list_of_items(tmp_path):
    bits_of = np.packbits(np.array([[0, 1, 1], [1, 0, 1]], dtype=np.uint8), axis=1, bitorder="little")
    notes = {"format": "testamur-shard-1", "items": '["a", "b", "c"]'}
    write_parquet(tmp_path / "a.parquet", {"right": Column(bits_of)}, notes)

    found = read_shard(tmp_path / "a.parquet")

    assert found.lists.codes.tolist() == [0, 3, 5, 1, 2, 5]


FINE = {"format": "testamur-shard-1", "items": '["a", "b", "c"]'}
THREE = np.array([0, 3, 6])


def lists(values, starts=THREE, kind=np.uint16):
    return Column(np.array(values, dtype=kind), np.array(starts))


def a_byte(*values):
    return Column(np.array(values, dtype=np.uint8)[:, None])


@pytest.mark.parametrize(
    ("columns", "notes", "said"),
    [
        ({"right": a_byte(1, 2)}, {}, ["format: must be 'testamur-shard-1' in the notes of the file"]),
        (
            {"right": a_byte(1, 2)},
            FINE | {"items": "[1]"},
            ["items: must be a list of names in the notes of the file"],
        ),
        ({"right": a_byte(1, 2)}, FINE | {"items": '["a", "a"]'}, ["items: stand more than once: a"]),
        (
            {"who": Column(np.arange(2)), "scores": lists([0] * 6)},
            FINE,
            [
                "who: is no column that belongs here; they are items, right, scores",
                "scores: must be list<uint8>; it is list<uint16>",
            ],
        ),
        (
            {"items": lists([0, 1, 2, 0, 1, 2])},
            FINE,
            ["must have the column right or the column scores, and not both"],
        ),
        ({"right": a_byte(1, 9)}, FINE, ["row 2, right: has bits set beyond its last item"]),
        (
            {"items": lists([0, 1, 2, 0, 1], [0, 3, 5]), "right": a_byte(1, 2)},
            FINE,
            ["right: is for lists of one length; these differ, and need the column scores"],
        ),
        (
            {"items": lists([0, 1, 7, 0, 1, 1]), "scores": lists([0, 1, 1, 0, 120, 1], kind=np.uint8)},
            FINE,
            ["row 1, items: names an item beyond the 3 of the file", "row 2, scores: has a score above 99"],
        ),
        ({"items": lists([0, 1, 2, 0, 1, 1]), "right": a_byte(1, 2)}, FINE, ["row 2, items: has an item twice"]),
        (
            {"items": lists([0, 1, 2, 0, 1, 2]), "scores": lists([0, 1, 1, 0, 1], [0, 2, 5], np.uint8)},
            FINE,
            ["row 1, scores: has not one score for each item"],
        ),
    ],
)
def test_a_wrong_shard_is_refused_with_every_reason_and_its_row(tmp_path, columns, notes, said):
    write_parquet(tmp_path / "a.parquet", columns, notes)

    with pytest.raises(DocumentError) as wrong:
        read_shard(tmp_path / "a.parquet")

    assert wrong.value.lines() == [f"a.parquet:{line}" for line in said]


def test_everything_wrong_in_all_shards_is_said_at_once(tmp_path):
    write_parquet(tmp_path / "b.parquet", {"right": a_byte(1, 9)}, FINE)
    for name in ("c", "d"):
        write_parquet(tmp_path / f"{name}.parquet", {"right": a_byte(1, 2)}, FINE)
    (tmp_path / "e.parquet").write_bytes(b"PAR1 but not really")

    with pytest.raises(DocumentError) as wrong:
        open_shards(list(tmp_path.glob("*.parquet")), Here())

    *first, last = wrong.value.lines()
    assert first == [
        "b.parquet:row 2, right: has bits set beyond its last item",
        "d.parquet: holds the same as c.parquet",
    ]
    assert last.startswith("e.parquet: cannot be read as a Parquet file: ")


def test_real_and_simulated_people_are_not_calibrated_together(tmp_path):
    places, scores, _ = taken(60)
    starts = np.arange(31) * EACH
    for name, rows, is_simulated in (("a", slice(0, 30), False), ("b", slice(30, 60), True)):
        file = tmp_path / f"{name}.parquet"
        write_shard(
            file, starts, places[rows].ravel(), scores[rows].ravel(), items=NAMES, is_simulated=is_simulated
        )

    with pytest.raises(DocumentError) as wrong:
        open_shards(list(tmp_path.glob("*.parquet")), Here())

    assert wrong.value.lines() == ["these hold simulated people, the others real ones: b.parquet"]


def test_items_that_tell_nothing_are_said_of_all_shards_together(tmp_path):
    write_parquet(tmp_path / "a.parquet", {"right": a_byte(1, 3)}, FINE)
    write_parquet(tmp_path / "b.parquet", {"right": a_byte(3, 3, 1)}, FINE | {"items": '["a", "b", "d"]'})

    with pytest.raises(DocumentError) as wrong:
        open_shards(list(tmp_path.glob("*.parquet")), Here())

    assert wrong.value.lines() == [
        "items.a: was scored 1 by everybody; nothing can be estimated of it",
        "items.c: was scored 0 by everybody; nothing can be estimated of it",
        "items.d: was scored 0 by everybody; nothing can be estimated of it",
    ]


@pytest.fixture(scope="module")
def a_shard(tmp_path_factory):
    folder = tmp_path_factory.mktemp("mutated")
    places, scores, _ = taken(40)
    return written(folder, places, scores, shards=1)[0].read_bytes(), folder / "changed.parquet"


@settings(
    derandomize=True, max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(place=st.integers(0, 10**6), value=st.integers(0, 255), cut=st.none() | st.integers(0, 10**6))
def test_a_damaged_shard_is_read_or_refused_and_nothing_else(a_shard, place, value, cut):
    data, file = a_shard
    changed = bytearray(data if cut is None else data[: cut % len(data)])
    if changed:
        changed[place % len(changed)] = value
    file.write_bytes(changed)

    try:
        rows = len(read_shard(file).lists.starts) - 1
    except DocumentError as error:
        rows = 40 if error.name == file.name else 0

    assert rows == 40


def test_one_worker_is_this_process(files):
    assert isinstance(holder(1), Here)
    assert json.loads(json.dumps(open_shards(files, holder(1)).names)) == [file.name for file in files]


def test_where_nobody_answers_there_is_no_cluster():
    with pytest.raises(Refused, match="no scheduler of a Dask cluster at nowhere"), connected("nowhere"):
        pass


def test_a_worker_tells_how_much_it_holds(files):
    where = Here()
    open_shards(files, where)

    assert all(sys.getsizeof(held) > 2 * EACH * PERSONS / SHARDS for held in where.states)
