"""Read a programme file, and say everything that is wrong with it."""

import hashlib
import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from testamur.documents import read_text, read_toml, shape
from testamur.errors import DocumentError, Problem
from testamur.programme.cut import angoff_correct
from testamur.programme.panel_cut import DIGEST
from testamur.programme.programme import Component, Exam, Programme, RenewalWay
from testamur.programme.ranges import range_problems


@dataclass(frozen=True, slots=True)
class Known:
    """What a programme may refer to: ids of competencies, roles, texts, labs and offerings."""

    competencies: frozenset[str]
    roles: frozenset[str]
    texts: frozenset[str]
    labs: frozenset[str]
    offerings: frozenset[str]


@dataclass(frozen=True, slots=True)
class Edition:
    """A programme with the exact text it was read from, and that text's SHA-256."""

    programme: Programme
    text: str
    digest: str


def read(source: Path | bytes, *, known: Known, name: str = "") -> Edition:
    """Return the edition in a TOML file.

    Raises
    ------
    DocumentError
        With every problem: first of shape; of sense only if the shape is right.
    """
    name = name or (source.name if isinstance(source, Path) else "")
    text = read_text(source, name=name)
    programme = shape(read_toml(text.encode(), name=name), Programme, name=name)
    problems = tuple(programme_problems(programme, known=known))
    if isinstance(source, Path) and source.stem != programme.id:
        problems = (Problem("id", f"must be the file's name, {source.stem!r}"), *problems)
    if problems:
        raise DocumentError(problems, name=name)
    return Edition(programme, text, hashlib.sha256(text.encode()).hexdigest())


def read_all(folder: Path, *, known: Known) -> dict[str, Edition]:
    """Return every programme in `folder` by its id, or every problem of every file."""
    editions: dict[str, Edition] = {}
    problems: list[Problem] = []
    for path in sorted(folder.glob("*.toml")):
        try:
            editions[path.stem] = read(path, known=known)
        except DocumentError as error:
            problems += [Problem(f"{error.name}:{p.path}", p.sentence) for p in error.problems]
    if problems:
        raise DocumentError(problems)
    return editions


def programme_problems(programme: Programme, *, known: Known) -> Iterator[Problem]:
    """Say everything that is wrong with a well-formed programme."""
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", programme.id):
        yield Problem("id", "must be lower-case words joined by hyphens")
    if programme.modelled_on not in known.offerings:
        yield Problem("modelled_on", f"no offering is called {programme.modelled_on!r}")
    for i, role in enumerate(programme.audience):
        if role not in known.roles:
            yield Problem(f"audience[{i}]", f"no role is called {role!r}")
    yield from _calendar_problems(programme)
    yield from _component_problems(programme, known=known)
    for i, competence in enumerate(programme.competency):
        if competence.code not in known.competencies:
            yield Problem(f"competency[{i}].code", f"no competency has the code {competence.code!r}")
    for i, requirement in enumerate(programme.eligibility):
        if bool(requirement.any_of) == (requirement.at_least is not None):
            yield Problem(f"eligibility[{i}]", "must have either any_of or at_least")
    yield from _fee_problems(programme)
    if programme.exam:
        yield from _exam_problems(programme.exam, known=known)
    yield from _award_problems(programme)
    yield from range_problems(programme)


def _calendar_problems(programme: Programme) -> Iterator[Problem]:
    calendar = programme.calendar
    if calendar.pacing == "cohort":
        if not calendar.weeks:
            yield Problem("calendar.weeks", "is missing; a cohort has a length")
        if not calendar.starts:
            yield Problem("calendar.starts", "is missing; a cohort has start dates")
    elif calendar.starts:
        yield Problem("calendar.starts", f"is for cohorts; this programme is {calendar.pacing}")
    if calendar.hours_per_week and not 0 < calendar.hours_per_week[0] <= calendar.hours_per_week[1]:
        yield Problem("calendar.hours_per_week", "must be [least, most], above 0")
    if list(calendar.starts) != sorted(set(calendar.starts)):
        yield Problem("calendar.starts", "must be different dates, the earliest first")


def _component_problems(programme: Programme, *, known: Known) -> Iterator[Problem]:
    if not programme.component:
        yield Problem("component", "is empty; there is nothing to do")
    for component_id, times in Counter(c.id for c in programme.component).items():
        if times > 1:
            yield Problem("component", f"the id {component_id!r} stands {times} times")
    for i, component in enumerate(programme.component):
        path = f"component[{i}]"
        for problem in _one_component_problems(component, known=known):
            yield Problem(f"{path}.{problem.path}", problem.sentence)
        end = component.week + component.weeks - 1
        if programme.calendar.weeks and end > programme.calendar.weeks:
            yield Problem(f"{path}.week", f"ends in week {end} of {programme.calendar.weeks}")
    exams = [c for c in programme.component if c.kind == "exam"]
    if bool(exams) != (programme.exam is not None) or len(exams) > 1:
        yield Problem("exam", "an exam needs one component of kind exam and one [exam] table")
    sessions = [c for c in programme.component if c.kind == "session"]
    if programme.attendance and not sessions:
        yield Problem("attendance", "there is no session to attend")


NEEDED: dict[str, tuple[str, ...]] = {
    "module": ("texts", "quiz_pass_correct"),
    "session": ("minutes", "time", "style"),
    "assignment": ("lab", "pass_share", "attempts"),
    "exam": (),
    "evaluation": (),
}
ALLOWED: dict[str, tuple[str, ...]] = {
    "module": (*NEEDED["module"], "attempts", "credits", "sold_separately"),
    "session": NEEDED["session"],
    "assignment": NEEDED["assignment"],
    "exam": (),
    "evaluation": (),
}
SPECIAL = {name for names in ALLOWED.values() for name in names}


def _one_component_problems(component: Component, *, known: Known) -> Iterator[Problem]:
    for name in NEEDED[component.kind]:
        if getattr(component, name) in ((), "", None):
            yield Problem(name, f"is missing; a {component.kind} needs it")
    for name in sorted(SPECIAL - set(ALLOWED[component.kind])):
        if getattr(component, name) not in ((), "", None, False):
            yield Problem(name, f"does not belong to a component of kind {component.kind}")
    yield from _range_problems(component)
    yield from _reference_problems(component, known=known)


def _range_problems(component: Component) -> Iterator[Problem]:
    if component.week < 1 or component.weeks < 1:
        yield Problem("week", "weeks count from 1")
    if component.attempts is not None and component.attempts < 1:
        yield Problem("attempts", "must be 1 or more; leave it out for no limit")
    if component.pass_share is not None and not 0 < component.pass_share <= 1:
        yield Problem("pass_share", "must be above 0 and at most 1")
    if component.time and not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", component.time):
        yield Problem("time", "must be a time of day such as 18:00 (UTC)")


def _reference_problems(component: Component, *, known: Known) -> Iterator[Problem]:
    for text in component.texts:
        if text not in known.texts:
            yield Problem("texts", f"no module text is called {text!r}")
    if component.lab and component.lab not in known.labs:
        yield Problem("lab", f"no lab is called {component.lab!r}")
    for competence in component.competencies:
        if competence.code not in known.competencies:
            yield Problem("competencies", f"no competency has the code {competence.code!r}")


def _fee_problems(programme: Programme) -> Iterator[Problem]:
    places = {"programme", *(c.id for c in programme.component if c.sold_separately)}
    for i, fee in enumerate(programme.fee):
        if fee.covers not in places:
            yield Problem(f"fee[{i}].covers", "must be programme or a component that is sold separately")
        if fee.ours < 0:
            yield Problem(f"fee[{i}].ours", "must not be negative")
        if fee.modelled is not None and not fee.modelled_source:
            yield Problem(f"fee[{i}].modelled_source", "is missing; a modelled price has a source")
    for component in programme.component:
        if component.sold_separately and component.id not in {fee.covers for fee in programme.fee}:
            yield Problem("fee", f"{component.id!r} is sold separately and has no fee (0 is a fee)")


def _exam_problems(exam: Exam, *, known: Known) -> Iterator[Problem]:
    if not 0 < exam.cut.correct <= exam.items:
        yield Problem("exam.cut.correct", f"must be 1 to {exam.items}, a number of correct answers")
    if exam.attempts is not None and exam.forms < exam.attempts:
        yield Problem("exam.forms", f"nobody sits a form twice, so {exam.attempts} attempts need as many forms")
    if exam.minutes < 1:
        yield Problem("exam.minutes", "must be 1 or more")
    total = math.fsum(area.weight for area in exam.blueprint)
    if not math.isclose(total, 1, abs_tol=1e-9):
        yield Problem("exam.blueprint", f"weights must sum to 1; they sum to {total:g}")
    for i, area in enumerate(exam.blueprint):
        if area.weight <= 0:
            yield Problem(f"exam.blueprint[{i}].weight", "must be above 0")
        for code in (area.competency, *area.aligned):
            if code not in known.competencies:
                yield Problem(f"exam.blueprint[{i}]", f"no competency has the code {code!r}")
    yield from _cut_problems(exam)


def _cut_problems(exam: Exam) -> Iterator[Problem]:
    if exam.cut.panel and not DIGEST.fullmatch(exam.cut.panel):
        yield Problem("exam.cut.panel", "must be the SHA-256 of a signed record, 64 hexadecimal digits")
    if exam.cut.panel and exam.cut.judges:
        yield Problem("exam.cut.judges", "must be left out; the ratings stand in the panel's record")
    areas = {area.competency for area in exam.blueprint}
    for i, judge in enumerate(exam.cut.judges):
        if set(judge.ratings) != areas:
            yield Problem(f"exam.cut.judges[{i}].ratings", "must rate every area of the blueprint, and no other")
            return
    ratings = [rating for judge in exam.cut.judges for rating in judge.ratings.values()]
    if not all(0 <= rating <= 100 for rating in ratings) or not all(
        0 < area.weight <= 1 for area in exam.blueprint
    ):
        return
    if exam.cut.judges and exam.cut.correct != angoff_correct(exam):
        stated = f"the judges' ratings give {angoff_correct(exam)}"
        yield Problem("exam.cut.correct", f"{stated}; the file says {exam.cut.correct}")


def _award_problems(programme: Programme) -> Iterator[Problem]:
    validity = programme.award.validity_months
    if validity is not None and validity < 1:
        yield Problem("award.validity_months", "must be 1 or more; leave it out if the award does not end")
    if programme.award.can_be_suspended and programme.award.kind == "certificate of completion":
        yield Problem(
            "award.can_be_suspended", "is for what was assessed; what somebody completed stays completed"
        )
    if programme.renewal and validity is None:
        yield Problem("renewal", "an award that does not end needs no renewal")
    for i, way in enumerate(programme.renewal.ways if programme.renewal else ()):
        yield from _way_problems(way, path=f"renewal.ways[{i}]", exam=programme.exam)
    credit = programme.continuing_education
    if credit:
        designated = math.fsum(c.credits or 0 for c in programme.component)
        if not math.isclose(designated, credit.designated):
            yield Problem(
                "continuing_education.designated",
                f"is {credit.designated:g}; the components' credits sum to {designated:g}",
            )
        if credit.expires_on <= credit.designated_on:
            yield Problem("continuing_education.expires_on", "must come after designated_on")
    elif any(c.credits for c in programme.component):
        yield Problem("continuing_education", "is missing; components carry credits")


def _way_problems(way: RenewalWay, *, path: str, exam: Exam | None) -> Iterator[Problem]:
    if way.kind == "activities" and not way.units:
        yield Problem(f"{path}.units", "is missing; activities need a number of units")
    if way.kind == "re-examination":
        if exam is None:
            yield Problem(path, "there is no exam to sit again")
        elif not way.items or not way.minutes or not way.correct:
            yield Problem(path, "a re-examination needs items, minutes and correct")
        elif way.correct > way.items:
            yield Problem(f"{path}.correct", f"must be at most {way.items}")
