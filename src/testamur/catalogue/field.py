"""What can be claimed of an offering: the one table of fields, their kinds and who controls them."""

from dataclasses import dataclass
from typing import Final, Literal

Kind = Literal["text", "number", "flag", "list", "choice"]


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that can be claimed, the shape of its value, and whose word counts for it.

    `controlled`: the issuer decides it, so the issuer's own page wins. `must_be_seen`: it counts only where
    somebody other than an interested party has shown it (an accreditor's list, a published item map).
    """

    name: str
    title: str
    kind: Kind = "text"
    units: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    controlled: bool = True
    must_be_seen: bool = False


CURRENCIES: Final = ("USD", "CAD", "GBP", "EUR", "INR")
PACINGS: Final = ("self-paced", "on demand", "cohort")
LENGTHS: Final = ("days", "weeks", "months")
DEGREES: Final = ("none", "bachelor", "master", "doctorate")  # in rising order

_TEXTS: Final = {
    "announced": "Announced",
    "areas": "Areas",
    "assessment": "Assessment",
    "audience": "Audience, in words",
    "body": "The issuing body",
    "class": "Class, as claimed",
    "content": "Content",
    "data": "Data used",
    "dates": "Dates, in words",
    "delivery": "Delivery",
    "description": "Description, in the provider's words",
    "domain_claim": "Claim to be made for health care",
    "effect": "Measured effect",
    "eligibility": "Who may apply, in words",
    "evaluation": "Evaluation of the programme",
    "exam_nature": "What the exam is, in the issuer's words",
    "existence": "That it exists",
    "extra": "Also offered",
    "format": "Format",
    "framework": "Framework it names",
    "history": "History",
    "holder": "Who or what is certified",
    "issuer_context": "What else the issuer does",
    "launch": "Launch",
    "level": "Level",
    "limit": "Limit, as claimed",
    "maintenance": "What keeps it current",
    "mapping_page": "Where the mapping is said to be",
    "name": "Name, as given by the source",
    "origin": "Where it was developed",
    "outcomes": "Outcomes",
    "parts": "Parts",
    "parts_usable_alone": "Parts said to be usable alone",
    "planned": "Planned",
    "portability": "Portability, as claimed",
    "prerequisite": "Prerequisites, in words",
    "proctoring": "Proctoring",
    "provider_kind": "What the provider is",
    "requirement": "Requirements on the applicant",
    "scope": "Scope",
    "start": "Start, in words",
    "teaching": "Teaching",
    "themes": "Themes",
    "time": "Time, in words",
    "value": "Value, as claimed",
    "volume_claim": "Volume, as claimed",
}
# The issuer's word decides nothing here.
_INDEPENDENT_TEXTS: Final = {
    "framework_status": "What the named framework is",
    "recognition": "Recognition",
}
_SEEN_TEXTS: Final = {
    "accreditation": "Accreditation",
    "board_recognition": "Recognition as a board",
}
_COUNTS: Final = {
    "academic_credits": "Academic credits",
    "ce_credits": "Credits of continuing education",
    "courses": "Courses",
    "domains": "Domains of the exam outline",
    "exam_items": "Exam items",
    "modules": "Modules",
    "pass_correct": "Correct answers needed to pass",
}
_FLAGS: Final = {
    "board_required": "Only with a primary certification of a speciality board",
    "ce": "Carries credit of continuing education",
    "health_domain": "Made for health care",
    "open_to_all": "Open to anyone",
    "programming_required": "Programming is needed",
    "teaches_and_certifies": "The issuer teaches and certifies",
}
_LISTS: Final = {
    "audience_roles": "Roles it is made for",
    "ce_for": "Licences for which it carries credit",
    "covers": "Competencies its stated content touches",
    "eligible_countries": "Countries whose people may take it",
    "eligible_licences": "Licences that may apply",
    "languages": "Languages it is given in",
    "skills": "Skills it names",
    "starts": "Start dates",
}
# Worth something to others only where one of them says so.
_SEEN_LISTS: Final = {
    "recognised_at": "Kinds of employer said to value it",
}
# Three-valued signals of a credential's governance; the rubric that reads them came with this catalogue.
SIGNALS: Final = {
    "s1": "Open to people who did not take the issuer's own course",
    "s2": "Education, experience or a licence must be shown",
    "s3": "Ends or lapses",
    "s4": "Must be kept up by exam, points or practice",
    "s5": "Letters or a title may be used",
    "s6": "Exam outline from a published job analysis",
    "s7": "Method of the pass mark is stated",
    "s8": "Identity checked and proctored",
    "s9": "Decision separate from training and sales",
    "s10": "Published appeals, withdrawal and register",
    "s11": "Certification accredited by a third party",
    "a1": "Instruction is provided",
    "a2": "A summative assessment must be passed",
    "a3": "Pass standard is set in advance",
    "a4": "Only for those who completed that course",
    "a5": "Certificate accredited by a third party",
    "c1": "Given for watching or attending only",
    "c2": "The same quiz may be retaken until passed",
    "e1": "Credit of continuing education is designated",
    "o1": "The holder is an organisation or product",
    "exam": "An examination decides the award",
    "second_marker": "A qualified second person marks the work against a rubric",
    "statistics": "Statistics of the exam are published",
}
PORTABILITY: Final = {
    "p1": "Names an external framework whose item-level mapping is public",
    "p2": "The credential is accredited by a third party",
    "p3": "Recognised by a body outside the issuer",
    "p4": "Accepted or sat in two or more countries",
    "p5": "Can be verified by machine or in a public register",
    "p6": "Counts toward another credential or a licence",
}
# The twelve checks of domain alignment; the rubric that reads them came with this catalogue.
DOMAIN: Final = {
    "ehr-data": "Works with data of electronic health records",
    "clinical-decision-support": "Treats clinical decision support",
    "diagnostic-imaging": "Treats diagnostic imaging",
    "patient-safety": "Treats patient safety",
    "clinical-trials-or-evidence": "Treats clinical trials and evidence",
    "operations-and-flow": "Treats operations and patient flow",
    "governance-policy-law": "Treats governance, policy and law",
    "procurement-vendor": "Treats procurement and vendors",
    "equity-bias-in-care": "Treats equity and bias in care",
    "privacy-health-law": "Treats privacy and health law",
    "workflow-integration": "Treats integration into clinical work",
    "applied-work-on-clinical-data": "Has applied work on clinical data",
}
_SEEN_SIGNALS: Final = frozenset({"s11", "a5"})
_SEEN_BY_OTHERS: Final = frozenset({"p2", "p3", "p4", "p6"})


def _fields() -> dict[str, Field]:
    fields = [
        Field("price", "Price of the whole", "number", CURRENCIES),
        Field("price_per_course", "Price of one course", "number", CURRENCIES),
        Field("hours", "Hours in all", "number", ("hours",)),
        Field("hours_per_course", "Hours of one course", "number", ("hours",)),
        Field("hours_per_week", "Hours a week", "number", ("hours",)),
        Field("days_per_week", "Days a week", "number", ("days",)),
        Field("length", "Length", "number", LENGTHS),
        Field("length_per_module", "Length of one module", "number", LENGTHS),
        Field("exam_minutes", "Exam time", "number", ("minutes",)),
        Field("validity", "How long it holds", "number", ("months",)),
        Field("pacing", "Pacing", "choice", choices=PACINGS),
        Field("education_required", "Lowest degree admitted", "choice", choices=DEGREES),
    ]
    fields += [Field(name, title) for name, title in _TEXTS.items()]
    fields += [Field(name, title, controlled=False) for name, title in _INDEPENDENT_TEXTS.items()]
    fields += [Field(name, title, controlled=False, must_be_seen=True) for name, title in _SEEN_TEXTS.items()]
    fields += [Field(name, title, "number") for name, title in _COUNTS.items()]
    fields += [Field(name, title, "flag") for name, title in _FLAGS.items()]
    fields += [Field(name, title, "list") for name, title in _LISTS.items()]
    fields += [
        Field(name, title, "list", controlled=False, must_be_seen=True) for name, title in _SEEN_LISTS.items()
    ]
    for name, title in SIGNALS.items():
        seen = name in _SEEN_SIGNALS
        fields.append(Field(f"signal.{name}", title, "flag", controlled=not seen, must_be_seen=seen))
    for name, title in PORTABILITY.items():
        controlled = name not in _SEEN_BY_OTHERS
        fields.append(Field(f"portability.{name}", title, "flag", controlled=controlled, must_be_seen=True))
    fields += [Field(f"domain.{name}", title, "flag") for name, title in DOMAIN.items()]
    return {field.name: field for field in fields}


FIELDS: Final[dict[str, Field]] = _fields()
