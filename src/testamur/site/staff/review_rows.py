"""Screenings and their cases as words and tables."""

from collections.abc import Iterable
from typing import Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from testamur.delivery import ReviewState, ReviewWord
from testamur.items.facts import key_position
from testamur.site.records.measuring.answers import seconds_of
from testamur.site.records.models import ReviewCase, Screening, Sitting
from testamur.site.records.stored import read_item
from testamur.site.records.table import Cell, Row, number, rows
from testamur.site.staff.calibration_rows import MODELS
from testamur.site.staff.wording import day, moment, who

Kind = ReviewCase.Kind
KINDS: Final[dict[str, str | Promise]] = {
    Kind.ANSWERS: _("answers that agree"),
    Kind.TIMES: _("unusual times"),
    Kind.EXPOSED: _("exposed items"),
    Kind.RETAKE: _("gain from one sitting to the next"),
}
STATES: Final[dict[ReviewState, str | Promise]] = {
    ReviewState.OPEN: _("open"),
    ReviewState.NO_ACTION: _("closed, no action"),
    ReviewState.EXPLAINED: _("closed, explained"),
    ReviewState.PASSED_ON: _("passed on, noted as an incident"),
}
WORDS: Final[dict[str, str | Promise]] = {
    ReviewWord.NOTE: _("a note, the case stays as it is"),
    ReviewWord.NO_ACTION: _("close it: no action"),
    ReviewWord.EXPLAINED: _("close it: explained"),
    ReviewWord.HAND_ON: _("pass it on: it is noted as an incident of each sitting"),
    ReviewWord.REOPEN: _("open it again"),
}
OTHER_REASONS: Final[dict[str, str | Promise]] = {
    Kind.ANSWERS: _(
        "The numbers do not say how it came about, nor who took from whom. People who learned together, from one"
        " teacher or one book, share wrong ideas too. Look at where and when they sat; seats and networks are not"
        " recorded here."
    ),
    Kind.TIMES: _(
        "An interruption, an accommodation, a slow device, guessing at the end of the time or knowledge of items"
        " may be behind it. A time runs from one save to the next, and knows nothing of what was done meanwhile."
    ),
    Kind.EXPOSED: _(
        "Knowledge of the items may be behind it, or study of just what they ask. Look at the dates, at the course"
        " taken and at the times of the answers."
    ),
    Kind.RETAKE: _(
        "Hard study, illness at the first sitting, another person in the chair or knowledge of the items may be"
        " behind it."
    ),
}
EVIDENCE: Final[dict[str, tuple[str | Promise, str | Promise]]] = {
    "answers alike": (_("Answers alike"), _("Items on which both gave the same answer.")),
    "expected alike": (_("Expected alike"), _("At the ability of one and the answers of the other.")),
    "unlikely answers alike": (_("Unlikely answers alike"), _("Of those alike, unlikely for both.")),
    "omega": (_("Omega"), _("Standard deviations above the expected.")),
    "generalised binomial test": (
        _("Generalised binomial test"),
        _("Chance of so many alike, the answers of neither being given."),
    ),
    "squared residuals": (_("Squared residuals"), _("Their sum; about the number of times is expected.")),
    "much faster": (_("Much faster"), _("Answers far faster than the person's own speed.")),
    "much slower": (_("Much slower"), _("Answers far slower than the person's own speed.")),
    "points on exposed items": (_("Right answers on exposed items"), _("Reached.")),
    "points expected": (
        _("Right answers expected"),
        _("From the other items, or the first sitting, with chance."),
    ),
    "ability from the others": (_("Ability from the other items"), _("In logits, without the exposed items.")),
    "points reached": (_("Right answers reached"), _("On the second sitting.")),
    "mean growth": (_("Mean growth"), _("In logits, of those who sat again.")),
    "spread of growth": (_("Spread of growth"), _("Its standard deviation.")),
}


FARTHEST: Final = 1e-9


def chance(p: float) -> str:
    """Return a small probability in words: 1 in so many; a tiny one, which no model knows, is less than that."""
    if p < FARTHEST:
        return gettext("less than 1 in 1 000 000 000")
    if p >= 0.01:
        return gettext("%(share).1f %%") % {"share": 100 * p}
    return gettext("1 in %(n)s") % {"n": f"{1 / p:,.0f}".replace(",", " ")}


def day_of(screening: Screening) -> str:
    """Return the day of a screening."""
    return day(screening.at.date())


def model_of(screening: Screening) -> str:
    """Return the item model, and where its parameters come from."""
    model = str(MODELS[screening.parameters["item_model"]])
    if screening.parameters["is_signed"]:
        return gettext("%(model)s, the signed calibration") % {"model": model}
    return gettext("%(model)s, calibrated on these answers") % {"model": model}


def restriction(screening: Screening) -> str:
    """Return which pairs were looked at."""
    if "time" in screening.parameters["restricted_by"]:
        return gettext("pairs on one form whose sittings overlapped in time; seat and network are not recorded")
    return gettext("pairs on one form, whenever they sat; seat and network are not recorded")


def screening_rows(found: Iterable[Screening], *, slug: str) -> list[Row]:
    """Return the screenings of an edition, each leading to its page."""
    labels = [gettext("Made"), gettext("By"), gettext("People"), gettext("Cases"), gettext("Open")]
    return rows(
        labels,
        (
            [
                Cell(moment(one.at), reverse("staff:screening", args=[slug, one.pk])),
                who(one.by),
                number(one.persons),
                number(len(one.cases.all())),
                number(sum(case.state() == ReviewState.OPEN for case in one.cases.all())),
            ]
            for one in found
        ),
    )


def look_rows(screening: Screening) -> list[Row]:
    """Return what was looked for, at which level, or why it was not."""
    labels = [
        gettext("Looked for"),
        gettext("Tests"),
        gettext("Level of each"),
        gettext("Cases"),
        gettext("Remarks"),
    ]
    return rows(
        labels,
        (
            [
                str(KINDS[look["kind"]]).capitalize(),
                number(look["tests"] if not look["why_not"] else "–"),
                number(chance(look["level"]) if not look["why_not"] else "–"),
                number(look["cases"] if not look["why_not"] else "–"),
                gettext("Not looked for: %(why)s.") % {"why": look["why_not"]}
                if look["why_not"]
                else " ".join([look["method"].capitalize() + ".", *look["warnings"]]),
            ]
            for look in screening.looks
        ),
    )


def case_rows(found: Iterable[ReviewCase], *, slug: str) -> list[Row]:
    """Return cases, each leading to its page."""
    labels = [gettext("Case"), gettext("What"), gettext("Who"), gettext("By chance"), gettext("State")]
    return rows(
        labels,
        (
            [
                Cell(gettext("Case %(n)d") % {"n": case.pk}, reverse("staff:review", args=[slug, case.pk])),
                KINDS[case.kind],
                "; ".join(str(sitting.enrolment.person) for sitting in case.sittings.all()),
                number(chance(case.p)),
                STATES[case.state()],
            ]
            for case in found
        ),
    )


def sentence(case: ReviewCase) -> str:
    """Return what was seen, in a sentence."""
    told = case.evidence
    if case.kind == Kind.ANSWERS:
        text = gettext("Two people gave %(alike)d answers alike; %(expected).1f would be expected.")
        return text % {"alike": told["answers alike"], "expected": told["expected alike"]}
    if case.kind == Kind.TIMES:
        text = gettext("%(fast)d answers came much faster and %(slow)d much slower than this person's own speed.")
        return text % {"fast": told["much faster"], "slow": told["much slower"]}
    reached = told.get("points on exposed items", told.get("points reached", 0.0))
    text = (
        gettext("%(reached)d right answers on exposed items; %(expected).1f would be expected.")
        if case.kind == Kind.EXPOSED
        else gettext("%(reached)d right answers on the second sitting; %(expected).1f would be expected.")
    )
    return text % {"reached": reached, "expected": told["points expected"]}


def people_rows(case: ReviewCase, *, slug: str) -> list[Row]:
    """Return whose sittings the case is about, when they sat, and what they scored."""
    labels = [gettext("Candidate"), gettext("Form"), gettext("Began"), gettext("Ended"), gettext("Right answers")]
    return rows(labels, (_person_line(sitting, slug=slug) for sitting in _sittings(case)))


def _person_line(sitting: Sitting, *, slug: str) -> list[object]:
    standing, score = sitting.standing(), sitting.score
    return [
        Cell(who(sitting.enrolment.person), reverse("staff:enrolment", args=[slug, sitting.enrolment_id])),
        sitting.form.name,
        moment(standing.started_at) or gettext("not recorded"),
        moment(standing.closed_at) or gettext("not recorded"),
        number(f"{score.correct} / {score.of}" if score else "–"),
    ]


def _sittings(case: ReviewCase) -> list[Sitting]:
    return list(
        case.sittings.select_related("form", "enrolment__person").prefetch_related("scores").order_by("pk")
    )


def evidence_rows(case: ReviewCase) -> list[Row]:
    """Return the numbers that a reviewer can weigh, and what each says."""
    labels = [gettext("Figure"), gettext("Value"), gettext("What it says")]
    told = ((*EVIDENCE.get(name, (name, "")), value) for name, value in case.evidence.items())
    return rows(labels, ([name, number(f"{value:.3g}"), meaning] for name, meaning, value in told))


def side_by_side(case: ReviewCase) -> list[Row]:
    """Return what each sitting of the case has on every item, and how long it took."""
    sittings = _sittings(case)
    if len(sittings) == 2 and sittings[0].form_id != sittings[1].form_id:
        return []
    answers, times = [one.answers() for one in sittings], [_seconds(one) for one in sittings]
    first = [gettext("Item")] if len(sittings) == 1 else [gettext("Item"), gettext("Alike")]
    labels = [*first, gettext("Key")]
    for sitting in sittings:
        labels += [str(sitting.enrolment.person), gettext("Seconds")]
    lines = []
    for place in sittings[0].form.places.select_related("version"):
        item = read_item(place.version.document)
        chosen = [_shown(own[item.identifier].values) if item.identifier in own else "" for own in answers]
        key = key_position(item) or ""
        line: list[object] = [f"{place.position}. {item.title}"]
        if len(sittings) > 1:
            line.append(_alike(chosen, key))
        line.append(key or "–")
        for own, told in zip(chosen, times, strict=True):
            line += [own or gettext("none"), number(_time(told.get(item.identifier)))]
        lines.append(line)
    return rows(labels, lines)


def _alike(chosen: list[str], key: str) -> str:
    """Say whether two answers are alike; wrong ones alike tell more than right ones."""
    if "" in chosen or len(set(chosen)) > 1:
        return "–"
    return gettext("alike, wrong") if key and chosen[0] != key else gettext("alike")


def _shown(values: object) -> str:
    given = list(values.values()) if isinstance(values, dict) else []
    return ", ".join(map(str, given))


def _seconds(sitting: Sitting) -> dict[str, float]:
    saved = [(row.item, row.values, row.received_at) for row in sitting.responses.all()]
    return seconds_of(saved, [(event.kind, event.at) for event in sitting.events.all()])


def _time(seconds: float | None) -> str:
    return "–" if seconds is None or seconds != seconds else f"{seconds:.0f}"  # noqa: PLR0124  (not a number)


def said_rows(case: ReviewCase) -> list[Row]:
    """Return what was said of a case, by whom and when."""
    labels = [gettext("When"), gettext("Who"), gettext("What"), gettext("Reason")]
    return rows(
        labels,
        ([moment(one.at), who(one.by), WORDS[one.word], one.reason] for one in case.said.select_related("by")),
    )
