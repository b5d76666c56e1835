"""The fictional world of one case: a vendor, its aid and study, a hospital and its protocol."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np

from testamur.evaluation import Measure, TwoByTwo, Verdict

S, C, N = Verdict.SUPPORTED, Verdict.CANNOT_TELL, Verdict.NOT_SUPPORTED
Wanted = tuple[Verdict, Verdict]

MIX: Final[Mapping[Wanted, int]] = MappingProxyType(
    {
        (S, S): 3, (S, C): 2, (S, N): 1,
        (C, S): 2, (C, C): 2, (C, N): 2,
        (N, S): 1, (N, C): 2, (N, N): 3,
    }
)  # fmt: skip
"""How often each pair of verdicts, on sensitivity and specificity, is asked for: each verdict a third of it."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What an aid of this kind looks at, and for whom."""

    condition: str
    material: str
    reference: str
    population: str
    elsewhere: str


SETTINGS: Final = (
    Setting(
        "pneumothorax", "chest radiographs", "the reading of two radiologists, with CT where available",
        "adults in the emergency department with sudden chest pain or breathlessness",
        "the pre-admission clinic, where chest radiographs are routine",
    ),
    Setting(
        "intracranial haemorrhage", "CT scans of the head", "the final neuroradiology report",
        "adults who come in with a head injury or a new neurological deficit",
        "the headache clinic",
    ),
    Setting(
        "referable diabetic retinopathy", "retinal photographs", "an ophthalmologist's dilated examination",
        "people with diabetes sent to the eye clinic",
        "the primary-care screening van",
    ),
    Setting(
        "reduced left ventricular function", "electrocardiograms", "echocardiography",
        "adults under investigation for breathlessness",
        "the pre-operative assessment clinic",
    ),
    Setting(
        "scaphoid fracture", "wrist radiographs", "magnetic resonance imaging within two weeks",
        "adults with a painful wrist after a fall",
        "the occupational health service",
    ),
    Setting(
        "malignant melanoma", "photographs of skin lesions", "histology, or follow-up of one year",
        "people sent to the pigmented-lesion clinic",
        "the general practices of the region",
    ),
)  # fmt: skip

VENDORS: Final = (
    "Larkspur Bend Diagnostics",
    "Ossian Vale Imaging",
    "Brackwater Signals",
    "Thistledown Clinical Systems",
    "Marrowstone Analytics",
    "Pennyroyal Devices",
)
PRODUCTS: Final = ("Wayfinder", "Plumbline", "Tidemark", "Corbel", "Skein", "Lodestone")
HOSPITALS: Final = (
    "St Eluned's Hospital",
    "Harbour Cross Infirmary",
    "Wexcombe General Hospital",
    "Lower Marsh Teaching Hospital",
    "Northfell Hospital",
    "Abbot's Reach Medical Centre",
)
UNITS: Final = ("Unit A", "Unit B", "Unit C")
SITES: Final = ("Main site", "North site", "Riverside site")

MARGIN: Final = 5
"""Percentage points by which local performance may fall short of the claim."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """Everything that the claim sheet tells.

    Thresholds are in thousandths of a score. `study` is the vendor's 2x2 table at its own threshold, without
    `study_indeterminate` cases; `elsewhere_permille` the prevalence at the other clinic.
    """

    setting: Setting
    vendor: str
    product: str
    hospital: str
    threshold: int
    study_threshold: int
    study: TwoByTwo
    study_indeterminate: int
    elsewhere_permille: int
    cases: int

    @property
    def delivered_at(self) -> str:
        """The delivered threshold as the sheet prints it."""
        return f"{self.threshold / 1000:.2f}"

    @property
    def studied_at(self) -> str:
        """The study's threshold as the sheet prints it."""
        return f"{self.study_threshold / 1000:.2f}"

    @property
    def prevalent_elsewhere(self) -> str:
        """The prevalence at the other clinic as the question prints it."""
        return f"{self.elsewhere_permille / 10:g}%"

    def claimed(self, which: Measure) -> float:
        """Return a claimed percentage as the sheet prints it, to one decimal."""
        x, n = {
            Measure.SENSITIVITY: (self.study.tp, self.study.events),
            Measure.SPECIFICITY: (self.study.tn, self.study.nonevents),
            Measure.PPV: (self.study.tp, self.study.flagged),
            Measure.PREVALENCE: (self.study.events, self.study.n),
        }[which]
        return round(100 * x / n, 1)


def wanted(rng: np.random.Generator) -> Wanted:
    """Return the pair of verdicts that a case is to have."""
    places = [pair for pair, times in MIX.items() for _ in range(times)]
    return places[int(rng.integers(len(places)))]


def drawn(rng: np.random.Generator) -> Scenario:
    """Return a random scenario, its study enriched with positive cases."""
    events, nonevents = int(rng.integers(140, 301)), int(rng.integers(160, 361))
    tp = round(events * rng.uniform(0.82, 0.91))
    tn = round(nonevents * rng.uniform(0.80, 0.92))
    study_threshold = 10 * int(rng.integers(28, 41))
    return Scenario(
        setting=SETTINGS[int(rng.integers(len(SETTINGS)))],
        vendor=VENDORS[int(rng.integers(len(VENDORS)))],
        product=PRODUCTS[int(rng.integers(len(PRODUCTS)))],
        hospital=HOSPITALS[int(rng.integers(len(HOSPITALS)))],
        threshold=study_threshold + 10 * int(rng.integers(8, 16)),
        study_threshold=study_threshold,
        study=TwoByTwo(tp=tp, fp=nonevents - tn, fn=events - tp, tn=tn),
        study_indeterminate=int(rng.integers(9, 31)),
        elsewhere_permille=5 * int(rng.integers(2, 9)),
        cases=int(rng.integers(700, 1501)),
    )
