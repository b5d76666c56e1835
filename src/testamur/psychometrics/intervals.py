"""Confidence intervals, each by its published formula."""

import math

from scipy import stats


def wilson(correct: float, n: int, *, confidence: float) -> tuple[float, float]:
    """Return the score interval of a proportion.

    Parameters
    ----------
    correct : float
        Number of successes, 0..n.
    n : int
        Number of trials, >= 1.
    confidence : float
        Between 0 and 1.

    Returns
    -------
    tuple of float
        Lower and upper limit, within [0, 1].

    References
    ----------
    Wilson (1927), JASA 22:209-212; without continuity correction, Newcombe (1998), Statistics in Medicine
    17:857-872, method 3.
    """
    z = _z(confidence)
    share = correct / n
    centre = share + z * z / (2 * n)
    reach = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    scale = 1 + z * z / n
    return max(0.0, min(share, (centre - reach) / scale)), min(1.0, max(share, (centre + reach) / scale))


def fisher(r: float, n: int, *, confidence: float) -> tuple[float, float]:
    """Return the interval of a product-moment correlation by the z transformation.

    Parameters
    ----------
    r : float
        Correlation, -1 < r < 1.
    n : int
        Number of pairs, >= 4.
    confidence : float
        Between 0 and 1.

    Returns
    -------
    tuple of float
        Lower and upper limit, within (-1, 1). Approximate for a dichotomous item.

    References
    ----------
    Fisher (1921), Metron 1:3-32.
    """
    reach = _z(confidence) / math.sqrt(n - 3)
    return math.tanh(math.atanh(r) - reach), math.tanh(math.atanh(r) + reach)


def feldt(alpha: float, n: int, k: int, *, confidence: float) -> tuple[float, float]:
    """Return the interval of coefficient alpha (KR-20) from the F distribution.

    Parameters
    ----------
    alpha : float
        Coefficient alpha, < 1.
    n : int
        Number of persons, >= 2.
    k : int
        Number of items, >= 2.
    confidence : float
        Between 0 and 1.

    Returns
    -------
    tuple of float
        Lower and upper limit, each < 1.

    References
    ----------
    Feldt (1965), Psychometrika 30:357-370; Feldt, Woodruff & Salih (1987), Applied Psychological Measurement
    11:93-103, formulas 6 and 7, with n - 1 and (n - 1)(k - 1) degrees of freedom.
    """
    tail = (1 - confidence) / 2
    upper, lower = stats.f.ppf([1 - tail, tail], n - 1, (n - 1) * (k - 1))
    return float(1 - (1 - alpha) * upper), float(1 - (1 - alpha) * lower)


def student(mean: float, sd: float, n: int, *, confidence: float) -> tuple[float, float]:
    """Return the interval of a mean from Student's t distribution, n >= 2."""
    reach = float(stats.t.ppf((1 + confidence) / 2, n - 1)) * sd / math.sqrt(n)
    return mean - reach, mean + reach


def chi_square(sd: float, n: int, *, confidence: float) -> tuple[float, float]:
    """Return the interval of a standard deviation (n - 1 in the denominator) of normal scores, n >= 2.

    References
    ----------
    NIST/SEMATECH e-Handbook of Statistical Methods, section 1.3.5.8.
    """
    tail = (1 - confidence) / 2
    upper, lower = stats.chi2.ppf([1 - tail, tail], n - 1)
    return sd * math.sqrt((n - 1) / upper), sd * math.sqrt((n - 1) / lower)


def _z(confidence: float) -> float:
    return float(stats.norm.ppf((1 + confidence) / 2))
