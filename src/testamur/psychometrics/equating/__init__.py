"""Equating and linking: from the scores of a new form to the equivalents on an old one, with their errors.

Random groups: `identity`, `mean`, `linear`, `equipercentile`, `circle_arc`. Groups that differ, through an anchor:
`tucker`, `levine`, `levine_true_score`, `braun_holland`, `chained_linear`, `chained_mean`, `nominal_weights_mean`,
`frequency_estimation`, `chained_equipercentile`, `anchor_circle_arc`. By item response theory: `mean_mean`,
`mean_sigma`, `haebara`, `stocking_lord`, `screen`, `irt_true_score`, `irt_observed_score`.
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
from testamur.psychometrics.equating.calibrated import CommonItems, common_items
from testamur.psychometrics.equating.calibrations import LINKS, Covariances, LinkedForms, link_calibrations
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
from testamur.psychometrics.equating.drift import DriftRule, ItemDrift, Screening, robust_z, screen
from testamur.psychometrics.equating.irt_equating import (
    irt_observed_score,
    irt_true_score,
    score_probabilities,
)
from testamur.psychometrics.equating.linking import (
    AnchorItems,
    Curves,
    Link,
    curves_at,
    haebara,
    jackknife_errors,
    linked,
    mean_mean,
    mean_sigma,
    stocking_lord,
)
from testamur.psychometrics.equating.parameter_errors import link_errors, with_parameter_errors
from testamur.psychometrics.equating.presmoothing import (
    DegreeRow,
    Smoothed,
    chosen_degree,
    degree_table,
    smooth,
    smooth_anchor,
)
from testamur.psychometrics.equating.random_groups import equipercentile, identity, linear, mean
from testamur.psychometrics.equating.small_groups import SampleRule, changed_scores, recommended, towards_identity
from testamur.psychometrics.equating.ways import (
    ANCHORED,
    RANDOM,
    SMOOTHED,
    Settings,
    degrees_by_data,
    equate_by_anchor,
    equate_random_groups,
    recommended_method,
)

__all__ = [
    "ANCHORED",
    "LINKS",
    "RANDOM",
    "SMOOTHED",
    "AnchorDistribution",
    "AnchorItems",
    "CommonItems",
    "Conversion",
    "ConversionRow",
    "Covariances",
    "Curves",
    "DegreeRow",
    "DriftRule",
    "ItemDrift",
    "Line",
    "Link",
    "LinkedForms",
    "SampleRule",
    "ScoreDistribution",
    "Screening",
    "Settings",
    "Smoothed",
    "anchor_circle_arc",
    "anchor_distribution",
    "braun_holland",
    "chained_equipercentile",
    "chained_linear",
    "chained_mean",
    "changed_scores",
    "chosen_degree",
    "circle_arc",
    "common_items",
    "conversion_table",
    "curves_at",
    "degree_table",
    "degrees_by_data",
    "equate_by_anchor",
    "equate_random_groups",
    "equated_cut",
    "equipercentile",
    "frequency_estimation",
    "haebara",
    "identity",
    "irt_observed_score",
    "irt_true_score",
    "jackknife_errors",
    "levine",
    "levine_true_score",
    "linear",
    "link_calibrations",
    "link_errors",
    "linked",
    "mean",
    "mean_mean",
    "mean_sigma",
    "nominal_weights_mean",
    "recommended",
    "recommended_method",
    "robust_z",
    "rounded",
    "score_distribution",
    "score_probabilities",
    "screen",
    "smooth",
    "smooth_anchor",
    "stocking_lord",
    "towards_identity",
    "tucker",
    "with_bootstrap_errors",
    "with_parameter_errors",
]
