"""Equating: from the scores of a new form to the equivalents on an old one, with their errors.

Random groups: `identity`, `mean`, `linear`, `equipercentile`, `circle_arc`. Groups that differ, through an anchor:
`tucker`, `levine`, `levine_true_score`, `braun_holland`, `chained_linear`, `chained_mean`, `nominal_weights_mean`,
`frequency_estimation`, `chained_equipercentile`, `anchor_circle_arc`.
"""

from testamur.psychometrics.equating.anchor_equipercentile import (
    braun_holland,
    chained_equipercentile,
    frequency_estimation,
)
from testamur.psychometrics.equating.anchor_linear import (
    chained_linear,
    chained_mean,
    levine,
    levine_true_score,
    nominal_weights_mean,
    tucker,
)
from testamur.psychometrics.equating.bootstrap import with_bootstrap_errors
from testamur.psychometrics.equating.circle_arc import anchor_circle_arc, circle_arc
from testamur.psychometrics.equating.conversion import (
    Conversion,
    ConversionRow,
    Line,
    conversion_table,
    equated_cut,
    rounded,
)
from testamur.psychometrics.equating.distribution import (
    AnchorDistribution,
    ScoreDistribution,
    anchor_distribution,
    score_distribution,
)
from testamur.psychometrics.equating.presmoothing import (
    DegreeRow,
    Smoothed,
    chosen_degree,
    degree_table,
    smooth,
    smooth_anchor,
)
from testamur.psychometrics.equating.random_groups import equipercentile, identity, linear, mean
from testamur.psychometrics.equating.small_groups import SampleRule, recommended, towards_identity

__all__ = [
    "AnchorDistribution",
    "Conversion",
    "ConversionRow",
    "DegreeRow",
    "Line",
    "SampleRule",
    "ScoreDistribution",
    "Smoothed",
    "anchor_circle_arc",
    "anchor_distribution",
    "braun_holland",
    "chained_equipercentile",
    "chained_linear",
    "chained_mean",
    "chosen_degree",
    "circle_arc",
    "conversion_table",
    "degree_table",
    "equated_cut",
    "equipercentile",
    "frequency_estimation",
    "identity",
    "levine",
    "levine_true_score",
    "linear",
    "mean",
    "nominal_weights_mean",
    "recommended",
    "rounded",
    "score_distribution",
    "smooth",
    "smooth_anchor",
    "towards_identity",
    "tucker",
    "with_bootstrap_errors",
]
