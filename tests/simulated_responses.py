"""Responses simulated from known parameters, by a stated seed."""

from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]


def simulated(model: str, items: int, persons: int, seed: int) -> tuple[npt.NDArray[np.uint8], Array, Array]:
    """Return responses (persons, items), and the slopes and intercepts that they come from."""
    rng = np.random.default_rng(seed)
    a = np.ones(items) if model == "rasch" else rng.lognormal(0.0, 0.3, items)
    b = rng.normal(-0.5, 1.0, items)
    c = rng.beta(8, 32, items) if model == "3pl" else np.zeros(items)
    theta = rng.normal(size=persons)
    p = c + (1 - c) / (1 + np.exp(-a * (theta[:, None] - b)))
    return (rng.random((persons, items)) < p).astype(np.uint8), a, -a * b


def marginal_loglik(u: npt.NDArray[Any], a: Array, d: Array, c: Array) -> float:
    """Return the log-likelihood with theta ~ N(0, 1) on 241 nodes in [-9, 9]: the yardstick, another program."""
    theta = np.linspace(-9, 9, 241)
    log_weights = -0.5 * theta**2 - np.log(np.exp(-0.5 * theta**2).sum())
    p = c[:, None] + (1 - c[:, None]) / (1 + np.exp(-(np.outer(a, theta) + d[:, None])))
    logs = u.astype(float) @ np.log(p) + (1.0 - u) @ np.log1p(-p) + log_weights
    most = logs.max(axis=1)
    return float((most + np.log(np.exp(logs - most[:, None]).sum(axis=1))).sum())
