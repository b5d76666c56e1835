"""Whether the forms of an exam hang together by common items, or only by the people being alike."""

from collections.abc import Iterator
from typing import Final

import numpy as np
import numpy.typing as npt

from testamur.site.records.measuring.responses import ExamResponses

COMMON: Final = 5
"""So many calibrated items in common link two forms."""


def link_notes(given: ExamResponses, kept: npt.NDArray[np.intp]) -> Iterator[str]:
    """Say where forms are not linked by items."""
    calibrated = set(kept.tolist())
    columns = [calibrated & set(form.columns.tolist()) for form in given.forms]
    bundles: list[set[int]] = []
    for number, items in enumerate(columns):
        beside = [bundle for bundle in bundles if any(len(items & columns[other]) >= COMMON for other in bundle)]
        bundles = [bundle for bundle in bundles if bundle not in beside] + [{number}.union(*beside)]
    if len(bundles) > 1:
        named = "; ".join(", ".join(given.forms[form].name for form in sorted(bundle)) for bundle in bundles)
        yield (
            f"These forms have fewer than {COMMON} items in common: {named}. They stand on one scale only as "
            "far as those who sat them are alike."
        )
