"""What a programme's file says of how it is assessed, as facts of its Statement; what it does not say, too."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from testamur.credential import Fact
from testamur.credential.statement_fact import NOT_APPLICABLE, NOT_DONE, NOT_SAID
from testamur.programme.panel_cut import PanelSummary
from testamur.programme.programme import Component, Exam, Programme, RenewalWay
from testamur.programme.signals import signals_of

WATCHED: Final = {
    "live": "Somebody watches live.",
    "record and review": "The sitting is recorded, and somebody looks at the recording.",
}


def stated_facts(
    programme: Programme,
    *,
    digest: str,
    names: Mapping[str, str],
    frameworks: Mapping[str, str],
    panel: PanelSummary | None = None,
) -> tuple[Fact, ...]:
    """Return the facts that a programme's own file states.

    Parameters
    ----------
    programme : Programme
        The edition.
    digest : str
        The SHA-256 of its file.
    names : mapping of str to str
        Competencies by their code, as their framework words them.
    frameworks : mapping of str to str
        The frameworks of others by the code of each of their items.
    panel : PanelSummary, optional
        What the signed record says that the file's pass mark names.
    """
    found = [*_identity(programme, digest), *_competencies(programme, names)]
    found += _exam(programme.exam, names, panel) if programme.exam else _no_exam()
    found += [*_parts(programme), *_standards(programme), *_holding(programme), *_elsewhere(programme, frameworks)]
    return tuple(found)


def _identity(programme: Programme, digest: str) -> Iterator[Fact]:
    yield Fact("purpose", "Purpose", programme.summary, value=programme.summary)
    yield Fact("kind", "Kind of award", f"It is called: {programme.award.kind}.", value=programme.award.kind)
    roles = ", ".join(programme.audience)
    if roles:
        yield Fact("audience", "Made for", f"It is made for: {roles.replace('-', ' ')}.", value=roles)
    else:
        yield Fact("audience", "Made for", "The file names no audience.", state=NOT_SAID)
    said = f"Edition {programme.edition}; the SHA-256 of its file is {digest}."
    yield Fact("edition", "Edition", said, value=programme.edition, method=f"SHA-256 {digest}")
    if programme.notes:
        notes = " ".join(programme.notes)
        yield Fact("notes", "What the programme says of itself", notes, value=notes)


def _competencies(programme: Programme, names: Mapping[str, str]) -> Iterator[Fact]:
    levels = {one.code: one.level for one in programme.competency}
    areas = programme.exam.blueprint if programme.exam else ()
    parts = [one for component in programme.component for one in component.competencies]
    levels = {**{one.code: one.level for one in parts}, **{a.competency: a.level for a in areas}, **levels}
    for code, level in levels.items():
        said = f"{names.get(code, code).rstrip('.')}; to the level: {level}."
        yield Fact(f"competency.{code}", f"Competency {code}", said, value=level)
    labs = [component for component in programme.component if component.kind == "assignment"]
    if labs:
        said = f"{len(labs)} assignments are done on case data." if len(labs) > 1 else "One is done on case data."
        yield Fact("clinical-data", "Work on clinical data", said, value=f"{len(labs)}", unit="assignments")
    else:
        yield Fact("clinical-data", "Work on clinical data", "No assignment is done on data.", state=NOT_DONE)


def _exam(exam: Exam, names: Mapping[str, str], panel: PanelSummary | None) -> Iterator[Fact]:
    yield Fact(
        "items", "Questions", f"A form has {exam.items} questions.", value=f"{exam.items}", unit="questions"
    )
    said = f"All {exam.items} count; none is on trial."
    yield Fact("items-scored", "Questions that count", said, value=f"{exam.items}", unit="questions")
    yield Fact("time", "Time", f"{exam.minutes} minutes.", value=f"{exam.minutes}", unit="minutes")
    said = "On a computer, in Testamur; each question is scored by its key, without a person."
    yield Fact("delivery", "Delivery", said, value="on a computer")
    if exam.proctoring == "none":
        yield Fact("proctoring", "Watched", "Nobody watches the sitting.", state=NOT_DONE)
    else:
        yield Fact("proctoring", "Watched", WATCHED[exam.proctoring], value=exam.proctoring)
    if exam.identity:
        yield Fact("identity", "Identity", exam.identity, value=exam.identity)
    else:
        yield Fact("identity", "Identity", "Who sits is not checked.", state=NOT_DONE)
    yield from _cut(exam, panel)
    for area in exam.blueprint:
        share = f"{100 * area.weight:.3g} % of the questions"
        said = f"{names.get(area.competency, area.competency).rstrip('.')}: {share}, to the level: {area.level}."
        yield Fact(
            f"blueprint.{area.competency}",
            f"Blueprint, {area.competency}",
            said,
            value=f"{area.weight:.6g}",
            unit="share of the questions",
        )


def _cut(exam: Exam, panel: PanelSummary | None) -> Iterator[Fact]:
    cut = exam.cut
    share = f"{100 * cut.correct / exam.items:.1f} %"
    yield Fact(
        "cut",
        "Pass mark",
        f"{cut.correct} correct of {exam.items}, which is {share}. {cut.source}",
        value=f"{cut.correct}",
        unit="correct answers",
        of=f"{exam.items}",
        method=cut.method,
        on=cut.decided_on.isoformat() if cut.decided_on else "",
        is_simulated=cut.simulated,
    )
    said = f"{cut.method[:1].upper()}{cut.method[1:]}."
    yield Fact("cut-method", "How the pass mark was set", said, value=cut.method, is_simulated=cut.simulated)
    if panel:
        yield from _panel(panel)
    elif cut.judges:
        said = f"{len(cut.judges)} judges rated."
        yield Fact(
            "cut-panel",
            "Panel",
            f"Simulated: {said} No panel has met." if cut.simulated else said,
            value=f"{len(cut.judges)}",
            unit="judges",
            is_simulated=cut.simulated,
        )
    else:
        yield Fact("cut-panel", "Panel", "No panel set the pass mark.", state=NOT_DONE)
    if cut.decided_on:
        day = cut.decided_on.isoformat()
        yield Fact("cut-date", "When it was set", f"On {day}.", value=day, is_simulated=cut.simulated)
    else:
        yield Fact("cut-date", "When it was set", "The file names no date.", state=NOT_SAID)


def _panel(panel: PanelSummary) -> Iterator[Fact]:
    who = "Simulated: no real panel has met. " if panel.is_simulated else ""
    yield Fact(
        "cut-panel",
        "Panel",
        f"{who}{panel.sentence} Its summary is public: {panel.address}",
        value=f"{panel.judges}",
        unit="judges",
        method=f"record with SHA-256 {panel.digest}",
        is_simulated=panel.is_simulated,
    )
    if panel.error is not None:
        yield Fact(
            "cut-error",
            "Error of the pass mark",
            f"Another panel like it would come within about {panel.error:.1f} questions of {panel.expected:.1f}.",
            value=f"{panel.error:.2f}",
            unit="questions, standard error",
            n=f"{panel.judges}",
            is_simulated=panel.is_simulated,
        )


def _no_exam() -> Iterator[Fact]:
    for key, title in (
        ("items", "Questions"),
        ("items-scored", "Questions that count"),
        ("time", "Time"),
        ("delivery", "Delivery"),
        ("proctoring", "Watched"),
        ("identity", "Identity"),
        ("cut", "Pass mark"),
        ("cut-method", "How the pass mark was set"),
        ("cut-panel", "Panel"),
        ("cut-date", "When it was set"),
    ):
        yield Fact(key, title, "There is no examination; see what must be passed.", state=NOT_APPLICABLE)


def _module(part: Component) -> str:
    if part.quiz_pass_correct is None:
        return "taking part"
    tries = f"{part.attempts} attempts" if part.attempts else "without a limit of attempts"
    quizzes = f"{len(part.texts)} quizzes, each" if len(part.texts) > 1 else "one quiz,"
    return f"{quizzes} with {part.quiz_pass_correct} correct, {tries}"


def _session(part: Component) -> str:
    return f"a live session of {part.minutes} minutes"


def _assignment(part: Component) -> str:
    least = f"{100 * (part.pass_share or 0):.3g} %"
    return f"an assignment on data, scored by a computed key, {least} of the points, {part.attempts} attempts"


def _evaluation(_: Component) -> str:
    return "an evaluation form, handed in"


ASKED: Final[Mapping[str, Callable[[Component], str]]] = {
    "module": _module,
    "session": _session,
    "assignment": _assignment,
    "evaluation": _evaluation,
}


def _parts(programme: Programme) -> Iterator[Fact]:
    for part in programme.component:
        if part.kind in ASKED:
            asked = ASKED[part.kind](part)
            yield Fact(f"part.{part.id}", part.title, f"{asked[:1].upper()}{asked[1:]}.", value=asked)


def _standards(programme: Programme) -> Iterator[Fact]:
    signals = {one.signal: one for one in signals_of(programme)}
    for key, title, signal in (
        ("passes", "Something must be passed", "a2"),
        ("standard", "Pass marks set in advance", "a3"),
        ("repeatable", "The same quiz until it is passed", "c2"),
        ("second-marker", "A second person marks", "second_marker"),
    ):
        stated = signals[signal]
        if stated.answer:
            yield Fact(key, title, stated.because, value="yes")
        else:
            yield Fact(key, title, stated.because, state=NOT_DONE)
    yield Fact("job-analysis", "Job analysis", signals["s6"].because, state=NOT_SAID)
    if programme.attendance:
        least = programme.attendance.least_share
        said = f"At least {100 * least:.3g} % of the live sessions must be attended."
        yield Fact("attendance", "Attendance", said, value=f"{least:.6g}", unit="share of the live sessions")
    else:
        yield Fact("attendance", "Attendance", "No attendance is asked for.", state=NOT_APPLICABLE)
    by = "an examiner, within the rule" if programme.award.decided_by == "person" else "the published rule alone"
    yield Fact("decided-by", "Who decides", f"The award is decided by {by}.", value=by)


def _holding(programme: Programme) -> Iterator[Fact]:
    months = programme.award.validity_months
    if months:
        said = f"The award holds for {months} months, then it is {programme.award.afterwards}."
        yield Fact("validity", "How long it holds", said, value=f"{months}", unit="months")
    else:
        said = "The award holds without an end."
        yield Fact("validity", "How long it holds", said, state=NOT_APPLICABLE)
    ways = [_way(way) for way in programme.renewal.ways] if programme.renewal else []
    if ways:
        said = f"It is renewed by {' or by '.join(ways)}."
        yield Fact("renewal", "Renewal", said, value="; ".join(ways))
    else:
        yield Fact("renewal", "Renewal", "Nothing has to be renewed.", state=NOT_APPLICABLE)
    yield _attempts(programme.exam)


def _way(way: RenewalWay) -> str:
    if way.kind == "activities":
        return f"activities worth {way.units:g} units"
    return f"a new sitting of {way.items} questions in {way.minutes} minutes, {way.correct} correct"


def _attempts(exam: Exam | None) -> Fact:
    if exam is None:
        return Fact("attempts", "Attempts", "There is no examination to sit again.", state=NOT_APPLICABLE)
    wait = f", {exam.wait_days} days apart" if exam.wait_days else ""
    if exam.attempts is None:
        return Fact("attempts", "Attempts", f"Without a limit{wait}; no form twice.", value="without a limit")
    said = f"At most {exam.attempts}{wait}; no form twice."
    return Fact("attempts", "Attempts", said, value=f"{exam.attempts}", unit="attempts")


def _elsewhere(programme: Programme, frameworks: Mapping[str, str]) -> Iterator[Fact]:
    codes = {code for area in (programme.exam.blueprint if programme.exam else ()) for code in area.aligned}
    codes |= {competence.code for competence in programme.competency}
    mapped = sorted({frameworks[code] for code in codes if code in frameworks})
    if mapped:
        named = "; ".join(mapped)
        said = f"Its areas are mapped, item by item and in public, to: {named}."
        yield Fact("framework-mapping", "Framework of others", said, value=named)
    else:
        said = "It is mapped to no framework but our own."
        yield Fact("framework-mapping", "Framework of others", said, state=NOT_DONE)
    said = "Each award's credential is an Open Badge 3.0, which the software of others can verify."
    yield Fact("verification", "Verification", said, value="Open Badges 3.0")
    credit = programme.continuing_education
    if credit:
        said = f"{credit.designated:g} {credit.name}. {credit.statement}".strip()
        yield Fact("credit", "Continuing education", said, value=f"{credit.designated:g}", unit=credit.name)
    else:
        yield Fact("credit", "Continuing education", "No credit is designated.", state=NOT_DONE)
    for key, title, what in (
        ("accreditation", "Accreditation", "accredited it"),
        ("recognition", "Recognised by others", "recognises it"),
    ):
        yield Fact(key, title, f"The file names nobody who {what}.", state=NOT_SAID)
