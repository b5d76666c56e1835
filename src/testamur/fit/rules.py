"""The conditional rules of the guide: who sets one off, and what it then asks of an offering.

A rule that only asks for what a criterion already counts moves that criterion's weight, in the constants. A rule
that asks for something else is answered from the claims, as doubtful as they are, and counts as the criterion
`situation`, with the weight of its constant. No offering and no provider stands here.

Source: the conditional rules R4 to R10 of "Best AI Certifications for Healthcare Workers: 2026 Guide".
"""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from testamur.catalogue import Role, Shown
from testamur.fit.case import Case
from testamur.fit.constants import constant
from testamur.fit.criteria import Value, listed_span, value_of
from testamur.fit.policy import Span, truth
from testamur.fit.profile import SETTINGS, Profile, Setting

SITUATION: Final = "situation"
"""The criterion that answers the rules; it is there only where a rule asks for something of its own."""


@dataclass(frozen=True, slots=True)
class Ask:
    """What a rule asks of an offering: the words, and how far the claims show it."""

    title: str
    missing: str
    found: Callable[[Case], tuple[Span, tuple[Shown, ...]]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: whether a question sets it off, what is then said, and what it asks.

    `when` completes "if you": what the profile would have to say to set it off; `open_to` says to whom that is
    worth saying. `asks` names an entry of `ASKS`; it is `counted` where a criterion counts that already.
    """

    id: str
    fires: Callable[[Profile, Role], bool]
    sentence: str
    asks: str = ""
    when: str = ""
    open_to: Callable[[Profile, Role], bool] = lambda _profile, _role: True
    counted: bool = False

    @property
    def pull(self) -> float:
        """The weight of what it asks; 0 if it asks nothing, or a criterion counts it already."""
        return constant(f"rule.{self.id}") if self.asks and not self.counted else 0.0


def _listed(case: Case, field: str, words: Iterable[str]) -> tuple[Span, tuple[Shown, ...]]:
    found, policy = case.facts.shown(field), case.facts.policy
    if not found.is_known:
        return policy.unknown, ()
    named = any(word in found.value for word in words)
    return listed_span(named, policy.width(found.grade, field), policy.unlisted), (found,)


def _flag(case: Case, field: str) -> tuple[Span, tuple[Shown, ...]]:
    found = case.facts.shown(field)
    return truth(found, case.facts.policy), (found,) if found.is_known else ()


def _recognised_at(setting: Setting) -> Callable[[Case], tuple[Span, tuple[Shown, ...]]]:
    return lambda case: _listed(case, "recognised_at", [setting])


def _exam_for_the_profession(case: Case) -> tuple[Span, tuple[Shown, ...]]:
    """An examination decides it, and it is made for the role or open only to the licence."""
    exam, shown_exam = _flag(case, "signal.exam")
    made, audience = _listed(case, "audience_roles", [case.role.id, case.role.group])
    admits, licences = _listed(case, "eligible_licences", [case.licence] if case.licence else [])
    for_me = max(made, admits) if audience and licences else made if audience or not licences else admits
    span = Span(min(exam.low, for_me.low), min(exam.high, for_me.high))
    return span, shown_exam + audience + licences


ASKS: Final[dict[str, Ask]] = {
    "recognised": Ask(
        f"is said to be valued at {SETTINGS['academic-medical-centre']}",
        "whether your kind of employer values it",
        _recognised_at("academic-medical-centre"),
    ),
    "exam": Ask(
        "is decided by an examination and made for your profession",
        "whether an examination for your profession decides it",
        _exam_for_the_profession,
    ),
    "applied": Ask(
        "has applied work on clinical data",
        "whether one works on clinical data in it",
        lambda case: _flag(case, "domain.applied-work-on-clinical-data"),
    ),
    "framework": Ask(
        "names a framework from outside its issuer",
        "which framework from outside its issuer it follows",
        lambda case: _flag(case, "portability.p1"),
    ),
    "credit": Ask("carries credit", "whether it carries credit", lambda case: _flag(case, "ce")),
}

RULES: Final = (
    Rule(
        "R4",
        lambda profile, role: profile.need == "cme" and role.group == "clinicians",
        "You need credit to renew your licence, so credit counts three times as much as for your role alone.",
        asks="credit",
        when="also need credit to renew a clinical licence",
        open_to=lambda profile, _: profile.need != "cme" and profile.licence != "none",
        counted=True,
    ),
    Rule(
        "R5",
        lambda profile, _: (
            profile.need == "internal-credentialing" and profile.setting == "academic-medical-centre"
        ),
        "You want to be credentialled at an academic medical centre, so being valued there counts as much as "
        "everything else together.",
        asks="recognised",
        when="want to be credentialled at an academic medical centre",
    ),
    Rule(
        "R6",
        lambda _, role: role.group == "administrators-operations",
        "You run or administer care, so only what is made for health care is ranked, and what is made for your "
        "role goes before what is not.",
    ),
    Rule(
        "R7",
        lambda _profile, _role: True,
        "It is chosen by what it does for your role; a well-known name counts for nothing.",
    ),
    Rule(
        "R8",
        lambda profile, role: profile.need == "specialty" and "physician" in (profile.licence or role.licence),
        "You want a speciality credential and accept that its recognition varies, so an examination for your "
        "profession counts as much as everything else together.",
        asks="exam",
        when="want a speciality credential and accept that its recognition varies",
        open_to=lambda profile, role: "physician" in (profile.licence or role.licence),
    ),
    Rule(
        "R9",
        lambda profile, role: role.group != "clinicians" and profile.setting == "health-system",
        "You work in operations, informatics or digital change of a health system, so applied work on clinical "
        "data counts as well.",
        asks="applied",
        when="work on the digital change of a health system",
        open_to=lambda _, role: role.group != "clinicians",
    ),
    Rule(
        "R10",
        lambda profile, _: profile.setting == "multinational",
        "Your employer works in several countries, so a framework from outside the issuer counts as much as "
        "everything else together.",
        asks="framework",
        when="work for an employer in several countries",
    ),
)


def fired(profile: Profile, role: Role) -> tuple[Rule, ...]:
    """Return the rules that a question sets off."""
    return tuple(rule for rule in RULES if rule.fires(profile, role))


def unfired(profile: Profile, role: Role) -> tuple[Rule, ...]:
    """Return the rules that a question does not set off, but would if one more thing were true of the reader."""
    return tuple(
        rule for rule in RULES if rule.when and not rule.fires(profile, role) and rule.open_to(profile, role)
    )


def situation_weight(profile: Profile, role: Role) -> float:
    """Return what the criterion `situation` counts, 0 if no rule asks for anything of its own."""
    return max((rule.pull for rule in fired(profile, role)), default=0.0)


def situation(case: Case) -> Value:
    """Say how far an offering is what the reader's situation asks; of several rules each as far as it pulls."""
    asking = [rule for rule in fired(case.profile, case.role) if rule.pull]
    whole = math.fsum(rule.pull for rule in asking)
    asked = [(rule.pull / whole, ASKS[rule.asks], ASKS[rule.asks].found(case)) for rule in asking]
    span = Span(*(math.fsum(share * found[0][end] for share, _, found in asked) for end in (0, 1)))
    sentence = " ".join(_said(ask, *found) for _, ask, found in asked)
    missing = tuple(ask.missing for _, ask, found in asked if found[0].high > found[0].low)
    return value_of(
        SITUATION, span, sentence, found=[s for _, _, found in asked for s in found[1]], missing=missing
    )


def _said(ask: Ask, span: Span, found: tuple[Shown, ...]) -> str:
    if not found:
        return f"Whether it {ask.title} is not stated."
    if span.low >= constant("speaks_for"):
        return f"It {ask.title}."
    doubt = "is not shown" if span.high > constant("speaks_against") else "is denied, or not among what is stated"
    return f"That it {ask.title} {doubt}."
