"""The pass mark from a panel's ratings."""

from typing import TYPE_CHECKING

from testamur.programme.apportion import apportion
from testamur.psychometrics.standard_setting import expected_points, whole_cut

if TYPE_CHECKING:
    from testamur.programme.programme import Exam


def angoff_correct(exam: "Exam") -> int:
    """Return the number of correct answers that the panel's ratings ask for: their expectation, rounded up."""
    return whole_cut(angoff_expected(exam))


def angoff_expected(exam: "Exam") -> float:
    """Return the number of correct answers that the panel's ratings expect of a just-competent candidate.

    It is the sum, over the areas of the blueprint, of the area's items times the judges' mean rating for it.

    References
    ----------
    Angoff (1971), Scales, norms, and equivalent scores, in Thorndike (ed.), Educational Measurement, p. 515;
    here with one rating an area instead of one an item.
    """
    counts = apportion({area.competency: area.weight for area in exam.blueprint}, exam.items)
    ratings = [[judge.ratings[area] / 100 for area in counts] for judge in exam.cut.judges]
    return expected_points(ratings, list(counts.values()))
