"""How far first-place shares are from those of a million draws made another way, for every role of the catalogue.

The reference shares no code with the guide: a Dirichlet weight is a gamma variate over their sum, a value of
density Beta(1, 2) is the lesser of two uniform variates, and the generator is another. One role takes about ten
seconds.
"""

import sys
from datetime import date
from typing import Final

import numpy as np

from testamur.catalogue import content_folder, read_catalogue
from testamur.fit import Profile, judged, weights_of
from testamur.fit.constants import constant
from testamur.fit.draws import Array, acceptability

DAY: Final = date(2026, 12, 1)
LIMIT: Final = 0.02
DRAWS: Final = 1_000_000
BATCH: Final = 20_000


def reference(low: Array, high: Array, weights: Array) -> Array:
    """Return in which share of a million draws each comes first."""
    rng, wins = np.random.Generator(np.random.SFC64(5)), np.zeros(len(low))
    for _ in range(DRAWS // BATCH):
        gamma = rng.standard_gamma(constant("concentration") * weights, size=(BATCH, len(weights))).astype("f4")
        totals = np.zeros((BATCH, len(low)), dtype="f4")
        for i, c in np.ndindex(low.shape):
            lesser = np.minimum(rng.random(BATCH, dtype="f4"), rng.random(BATCH, dtype="f4"))
            totals[:, i] += gamma[:, c] * (np.float32(low[i, c]) + np.float32(high[i, c] - low[i, c]) * lesser)
        wins += np.bincount(totals.argmax(axis=1), minlength=len(low))
    return np.asarray(wins / wins.sum())


def main() -> int:
    """Print the greatest difference for each role, and say whether all are within the limit."""
    known, worst = read_catalogue(content_folder()), 0.0
    for role in known.roles.values():
        profile = Profile(role.id)
        placing = judged(profile, known.offerings.values(), role=role, at=DAY).placed(weights_of(profile, role))
        ours = acceptability(
            placing.low,
            placing.high,
            placing.counted,
            against=placing.first,
            rng=np.random.default_rng(0),
            draws=int(constant("draws")),
            concentration=constant("concentration"),
        ).ranks[:, 0]
        apart = float(np.abs(ours - reference(placing.low, placing.high, placing.counted)).max())
        worst = max(worst, apart)
        print(f"{role.id:34} {len(ours):3} offerings, at most {apart:.4f} apart (limit {LIMIT})", flush=True)
    return 0 if worst <= LIMIT else 1


if __name__ == "__main__":
    sys.exit(main())
