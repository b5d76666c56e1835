"""Millions of simulated sittings of 110 of 2,000 items, calibrated on a local Dask cluster of processes.

    python benchmarks/scale.py [persons, 500,000 by default] [workers, as many as processors]

Everyone takes one item from each of 110 cells of a bank; bank, abilities and answers come from stated seeds,
one a shard. The shards are written in parallel to a folder that is removed at the end: reckon with 1.7 GB on disk
and 2.3 GB in memory for ten million. Printed are wall and CPU time, steps, the most memory of each process, how
far the estimates are from the truth; the same for the next day, with 1 % more sittings, from yesterday's
parameters and, up to two million, from nothing; and whether a cluster of which a worker is killed gives the
same bits.

The limit is what the E-step's two sparse products take on one shard in one process, for all persons and steps,
spread over the processors: no engine with this arithmetic can be faster. Needs `pip install 'testamur[scale]'`.
"""

import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import distributed
import numpy as np
import numpy.typing as npt

from testamur.psychometrics import Calibration, calibrate
from testamur.psychometrics.calibration.expected import Listed, blocks
from testamur.psychometrics.calibration.shards import Here, open_shards, work, write_shard
from testamur.psychometrics.calibration.shards.cluster import Cluster

Array = npt.NDArray[np.float64]

BANK: Final = 2_000
EACH: Final = 110
A_SHARD: Final = 250_000
FEW: Final = 2_000_000
NAMES: Final = [f"item-{number:04}" for number in range(BANK)]


def main() -> None:
    """Print one line a measurement."""
    persons = int(sys.argv[1]) if len(sys.argv) > 1 else 500_000
    workers = int(sys.argv[2]) if len(sys.argv) > 2 else os.cpu_count() or 1
    print(f"load of the machine {os.getloadavg()[0]:.2f}; {persons:,} persons, {workers} workers")
    with TemporaryDirectory() as folder:
        files = written(Path(folder), persons, workers)
        day = [write_day(Path(folder) / "9-tomorrow.parquet", max(1000, persons // 100), 999)]
        per_person = floor(files[0])
        with cluster(workers) as client:
            yesterday = fitted("cold", client, files, None, per_person)
            warm = fitted("next day, from yesterday", client, files + day, yesterday, per_person)
            if persons <= FEW:
                cold = fitted("next day, from nothing", client, files + day, None, per_person)
                away = np.abs(warm.parameters() - cold.parameters()).max()
                print(f"  the two differ by {away:.1e} at most, log-likelihood {warm.loglik - cold.loglik:+.4f}")
        killed(files[: 2 * workers], workers)


def written(folder: Path, persons: int, workers: int) -> list[Path]:
    """Simulate all shards, several at once."""
    sizes = [min(A_SHARD, persons - start) for start in range(0, persons, A_SHARD)]
    files = [folder / f"{number:04}.parquet" for number in range(len(sizes))]
    wall = time.perf_counter()
    with ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn")) as pool:
        list(pool.map(write_day, files, sizes, range(len(sizes))))
    size, wall = sum(file.stat().st_size for file in files), time.perf_counter() - wall
    print(f"simulated {len(files)} shards in {wall:.0f} s wall: {size / 1e9:.2f} GB on disk", flush=True)
    return files


def truth() -> tuple[Array, Array]:
    """Return slopes and difficulties of the bank."""
    rng = np.random.default_rng(5)
    return rng.lognormal(0, 0.3, BANK), rng.normal(-0.5, 1, BANK)


def write_day(file: Path, persons: int, seed: int) -> Path:
    """Simulate a shard of so many persons, everyone with one item from each of 110 cells."""
    rng, (a, b) = np.random.default_rng([7, seed]), truth()
    theta = rng.normal(size=persons)
    bounds = np.linspace(0, BANK, EACH + 1).astype(np.int64)
    # A cell has every 110th or so of a shuffled bank, so that cells differ no more than chance makes them.
    shuffled = np.random.default_rng(6).permutation(BANK)
    places, right = np.empty((persons, EACH), np.uint16), np.empty((persons, EACH), np.uint8)
    for start in range(0, persons, 10_000):
        block = slice(start, start + 10_000)
        people = theta[block, None]
        places[block] = own = shuffled[rng.integers(bounds[:-1], bounds[1:], size=(len(people), EACH))]
        right[block] = rng.random(own.shape) < 1 / (1 + np.exp(-a[own] * (people - b[own])))
    write_shard(file, np.arange(persons + 1) * EACH, places.ravel(), right.ravel(), items=NAMES, is_simulated=True)
    return file


def floor(file: Path) -> float:
    """Print and return what the two products of an E-step take for one person, with the nodes that are needed."""
    where = Here()
    shards = open_shards([file], where)
    calibrate(shards, model="2pl", most=2)
    held: work.Held = where.states[0]
    given, log_p = held.responses, np.log(np.full((2 * BANK, held.nodes), 0.5))
    if given is None or given.lists is None:
        raise TypeError("the shard was not coded")
    kernel = Listed(given.lists, log_p)
    seconds = 0.0
    for _, start, stop in blocks(given, kernel.block):
        nodes, taken = held.windows[start], kernel.taken(start, stop)
        begin = time.process_time()
        kernel.counts(taken, kernel.log_likelihoods(taken, nodes))
        seconds += time.process_time() - begin
    per_person = seconds / given.persons
    print(f"two sparse products a person and step, one processor: {1e6 * per_person:.2f} microseconds", flush=True)
    return per_person


@contextmanager
def cluster(workers: int) -> Iterator[Any]:
    """Start a cluster of processes of this machine, one thread each."""
    with (
        distributed.LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=":0") as local,
        distributed.Client(local, set_as_default=False) as client,
    ):
        yield client


def fitted(
    name: str,
    client: Any,  # noqa: ANN401  (dask has no types)
    files: Sequence[Path],
    start: Calibration | None,
    per_person: float,
) -> Calibration:
    """Calibrate, and print what it took."""
    where = Cluster(client)
    wall = time.perf_counter()
    shards = open_shards(files, where)
    opened = time.perf_counter() - wall
    wall, cpu = time.perf_counter(), sum(client.run(time.process_time).values())
    found = calibrate(shards, model="2pl", start=start)
    wall, cpu = time.perf_counter() - wall, sum(client.run(time.process_time).values()) - cpu
    limit = per_person * found.persons * len(found.history) / min(len(client.run(os.getpid)), os.cpu_count() or 1)
    most = ", ".join(f"{one:.2f}" for one in client.run(most_memory).values())
    a, b = truth()
    order = [shards.items.index(item) for item in NAMES]
    slopes, intercepts = found.parameters()[order].T
    off = [float(np.sqrt(np.mean((one - true) ** 2))) for one, true in ((slopes, a), (-intercepts / slopes, b))]
    print(
        f"{name}: {found.persons:,.0f} persons read in {opened:.1f} s, calibrated in {wall:.1f} s wall, "
        f"{cpu:.1f} s CPU of the workers; {len(found.history)} steps, steepest gradient {found.steepness:.1e}"
    )
    print(
        f"  {wall / limit:.1f} times the limit of {limit:.1f} s; RMSE of a {off[0]:.4f}, of b {off[1]:.4f}; "
        f"most memory of each worker {most} GB, of this process {most_memory():.2f} GB; "
        f"load {os.getloadavg()[0]:.2f}",
        flush=True,
    )
    where.close()
    return found


def killed(files: Sequence[Path], workers: int) -> None:
    """Calibrate a few shards on a cluster whose worker is killed in the third step, and in this process."""
    plain = calibrate(open_shards(files, Here()), model="2pl")
    with cluster(max(2, workers)) as client:
        found = calibrate(open_shards(files, Deadly(client)), model="2pl")
    same = plain.parameters().tobytes() == found.parameters().tobytes() and plain.loglik == found.loglik
    said = "the same bits" if same else "OTHER BITS"
    print(f"a worker was killed in the third step of {len(files)} shards: {said} as in this process alone")


class Deadly(Cluster):
    """Kills one of its workers while the third step is under way."""

    asked = 0

    def ask(self, compute: Callable[..., Any], *arguments: object) -> Iterator[Any]:
        self.asked += compute is work.count
        for number, answer in enumerate(super().ask(compute, *arguments)):
            if self.asked == 3 and number == 0:
                os.kill(next(iter(self.client.run(os.getpid).values())), signal.SIGKILL)
            yield answer


def most_memory() -> float:
    """Return the most memory that this process ever held, in GB (10^9 bytes), as Linux counts it."""
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return int(status["VmHWM"].split()[0]) * 1024 / 1e9


if __name__ == "__main__":
    main()
