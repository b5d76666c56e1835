"""The pass mark from a panel's ratings."""

import math
from statistics import fmean
from typing import TYPE_CHECKING

from testamur.programme.apportion import apportion

if TYPE_CHECKING:
    from testamur.programme.programme import Exam


def angoff_correct(exam: "Exam") -> int:
    """Return the number of correct answers that the panel's ratings ask for, rounded up.

    The expected number correct of a just-competent candidate is the sum, over the areas of the blueprint, of
    the area's items times the judges' mean rating for it.

    References
    ----------
    Angoff (1971), Scales, norms, and equivalent scores, in Thorndike (ed.), Educational Measurement, p. 515;
    here with one rating an area instead of one an item.
    """
    counts = apportion({area.competency: area.weight for area in exam.blueprint}, exam.items)
    expected = math.fsum(
        count * fmean(judge.ratings[area] for judge in exam.cut.judges) / 100 for area, count in counts.items()
    )
    return math.ceil(round(expected, 9))
