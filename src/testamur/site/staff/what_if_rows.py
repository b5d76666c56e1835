"""What a change of scoring would do, as tables and a plot."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from testamur.plot import Bars, Line, Plot, Rule, axis, twin
from testamur.psychometrics import Estimate
from testamur.psychometrics.what_if import Effect, FormEffect
from testamur.site.records.models import Organisation, ScoringChange
from testamur.site.records.rescoring.people import Consequence
from testamur.site.records.rescoring.preview import Concerned
from testamur.site.records.rescoring.rules import Do, ItemChange, ScoredItem
from testamur.site.records.table import Cell, Row, number, rows
from testamur.site.staff.statistics_rows import reading
from testamur.site.staff.wording import moment, who

CONSEQUENCES: Final[dict[Consequence, str | Promise]] = {
    Consequence.NONE: _("nothing: it is passed already, or another sitting is"),
    Consequence.AWARD: _("the rule makes the award"),
    Consequence.QUEUE: _("an examiner decides on the award"),
    Consequence.COUNTS: _("it counts towards the award, which asks for more"),
    Consequence.RENEWAL: _("the holder can renew by it"),
    Consequence.REVIEW: _("the pass stands until an examiner has decided"),
}
DONE: Final[dict[Do, str | Promise]] = {
    Do.AS_WRITTEN: _("as written"),
    Do.DROP: _("dropped"),
    Do.CREDIT: _("a point for everybody"),
    Do.REKEY: _("another key"),
}
CREDENTIALS: Final[dict[str, str | Promise]] = {
    "": _("none"),
    "valid": _("valid"),
    "suspended": _("suspended"),
    "revoked": _("revoked"),
}
DECISIONS: Final[dict[str, str | Promise]] = {"": _("none"), "award": _("award"), "no award": _("no award")}
TOUCHED: Final[dict[str, str | Promise]] = {
    "scores": _("Scores that would be others"),
    "decisions": _("Decisions about those who change sides"),
    "awards": _("Their awards"),
    "credentials": _("Their credentials"),
    "renewals": _("Their renewals"),
    "watches": _("Rosters and watches that hold their credentials"),
    "stating": _("Credentials that state another score, and stay valid as they are"),
    "statements": _("Signed statement whose figures would be others; a newer one can be signed"),
}


def mark_words(mark: Mapping[str, Any]) -> str:
    """Return a pass mark as what it is."""
    return gettext("%(points)s of %(maximum)s") % {
        "points": f"{mark['points']:g}",
        "maximum": f"{mark['maximum']:g}",
    }


def estimate_of(plain: Mapping[str, Any]) -> Estimate:
    """Return an estimate that a document holds."""
    return Estimate(**plain)


def form_rows(document: Mapping[str, Any]) -> list[Row]:
    """Return form by form how many sat, the pass mark, who would change sides, and the share that passes."""
    labels = [
        *(gettext("Form"), gettext("Sittings"), gettext("Pass mark"), gettext("then")),
        *(gettext("Would pass"), gettext("Would fail"), gettext("Share that passes"), gettext("then")),
    ]
    told = [(form, form["effect"]) for form in document["forms"]]
    return rows(
        labels,
        (
            [form["name"], number(0), *[number("–")] * 6]
            if effect is None
            else [
                form["name"],
                number(form["counted"]),
                number(mark_words(effect["pass_mark"]["before"])),
                number(mark_words(effect["pass_mark"]["after"])),
                number(effect["to_pass"]),
                number(effect["to_fail"]),
                number(reading(estimate_of(effect["before"]["passing"]))),
                number(reading(estimate_of(effect["after"]["passing"]))),
            ]
            for form, effect in told
        ),
    )


def figure_rows(document: Mapping[str, Any]) -> list[Row]:
    """Return reliability, consistency and accuracy of each form before and after."""
    names = {
        "reliability": gettext("Reliability"),
        "consistency": gettext("Consistency at the pass mark"),
        "accuracy": gettext("Accuracy at the pass mark"),
    }
    labels = [gettext("Form"), gettext("Figure"), gettext("As it is"), gettext("Then"), gettext("n")]
    told = [(form["name"], form["effect"]) for form in document["forms"] if form["effect"]]
    return rows(
        labels,
        (
            [
                form,
                words,
                number(reading(estimate_of(effect["before"][name]))),
                number(reading(estimate_of(effect["after"][name]))),
                number(effect["before"][name]["n"]),
            ]
            for form, effect in told
            for name, words in names.items()
        ),
    )


def chance_rows(document: Mapping[str, Any]) -> list[Row]:
    """Return of each form how many would change sides, and how many a second sitting would turn by chance."""
    labels = [gettext("Form"), gettext("Would change sides"), gettext("Expected by chance"), gettext("Method")]
    return rows(
        labels,
        (
            [
                form["name"],
                number(form["effect"]["to_pass"] + form["effect"]["to_fail"]),
                number(_count(estimate_of(form["effect"]["by_chance"]))),
                form["effect"]["by_chance"]["method"],
            ]
            for form in document["forms"]
            if form["effect"]
        ),
    )


def _count(estimate: Estimate) -> str:
    if estimate.value is None or estimate.low is None or estimate.high is None:
        return reading(estimate)
    words = {name: f"{getattr(estimate, name):.1f}" for name in ("value", "low", "high")}
    return gettext("%(value)s (%(low)s to %(high)s)") % words


def item_rows(concerned: Sequence[Concerned], effect: Effect, *, slug: str) -> list[Row]:
    """Return the items that would be scored otherwise: how, and what they measure before and after."""
    labels = [
        *(gettext("Item"), gettext("Form"), gettext("Scored now"), gettext("Then")),
        *(gettext("Difficulty"), gettext("then"), gettext("Discrimination"), gettext("then")),
    ]
    told = {form.name: form for form in effect.forms}
    return rows(
        labels,
        (
            [
                Cell(then.item.title, reverse("staff:item", args=[slug, one.form.pk, place])),
                one.form.name,
                done_words(now),
                done_words(then),
                *_statistics(then.identifier, told.get(one.form.name)),
            ]
            for one in concerned
            for place, (now, then) in enumerate(zip(one.now, one.then, strict=True), 1)
            if now != then
        ),
    )


def done_words(rule: ScoredItem) -> str:
    """Return how an item is scored, without its key."""
    return str(DONE[rule.do])


def _statistics(item: str, told: FormEffect | None) -> list[Cell]:
    if told is None:
        return [number("–")] * 4
    pairs = [
        next((one for one in figures.items if one.item == item), None) for figures in (told.before, told.after)
    ]
    return [
        number(reading(getattr(one, name)) if one else gettext("does not measure"))
        for name in ("difficulty", "discrimination")
        for one in pairs
    ]


def people_rows(people: Iterable[Mapping[str, Any]], *, slug: str, may_see: bool) -> list[Row]:
    """Return who would change sides, by the number of the enrolment; it leads there for those who may see it."""
    labels = [
        *(gettext("Enrolment"), gettext("Form"), gettext("Correct"), gettext("then"), gettext("Would")),
        *(gettext("Decision"), gettext("Credential"), gettext("Renewals"), gettext("Watched by")),
        gettext("What follows"),
    ]
    return rows(
        labels,
        (
            [
                Cell(
                    one["enrolment"], reverse("staff:enrolment", args=[slug, one["enrolment"]]) if may_see else ""
                ),
                one["form"],
                number(one["before"]),
                number(one["after"]),
                gettext("pass") if one["passes"] else gettext("fail"),
                DECISIONS[one["decision"]],
                CREDENTIALS[one["credential_standing"]],
                number(one["renewals"]),
                number(one["watches"]),
                CONSEQUENCES[Consequence(one["consequence"])],
            ]
            for one in people
        ),
    )


def touched_rows(document: Mapping[str, Any]) -> list[Row]:
    """Return how many records of each kind are touched."""
    labels = [gettext("What is touched"), gettext("How many")]
    return rows(labels, ([words, number(document["touched"][name])] for name, words in TOUCHED.items()))


def change_rows(changes: Iterable[ScoringChange], organisation: Organisation) -> list[Row]:
    """Return the changes of an edition, the newest first, with where each stands."""
    labels = [gettext("Proposed"), gettext("By"), gettext("Items"), gettext("Reason"), gettext("State")]
    return rows(
        labels,
        (
            [
                Cell(moment(one.proposed_at), reverse("staff:scoring_change", args=[organisation.slug, one.pk])),
                who(one.proposed_by),
                ", ".join(item["item"] for item in one.document["items"]),
                one.reason,
                change_state(one),
            ]
            for one in changes
        ),
    )


def change_state(change: ScoringChange) -> str:
    """Return where a change stands, in words."""
    if hasattr(change, "withdrawal"):
        return gettext("withdrawn")
    if not hasattr(change, "signature"):
        return gettext("waits for a signature")
    return gettext("signed and applied") if change.signature.applied_at else gettext("signed, being applied")


def asked_rows(items: Iterable[ItemChange]) -> list[Row]:
    """Return what a change does with each item, its new keys told."""
    labels = [gettext("Item"), gettext("Then"), gettext("Keys")]
    return rows(labels, ([one.item, DONE[one.do], " | ".join(one.keys) or "–"] for one in items))


def two_distributions(effect: Effect) -> Plot | None:
    """Return the plot of the scores as they are and as they would be, over all forms; None if nobody sat."""
    forms = [form for form in effect.forms if form.n]
    if not forms:
        return None
    before, after = (
        Counter(int(points) for form in forms for points in getattr(form, name))
        for name in ("totals_before", "totals_after")
    )
    maximum = int(max(form.mark_before.maximum for form in forms))
    most = max(*before.values(), *after.values())
    then = range(min(after), max(after) + 1)
    return Plot(
        gettext("Sittings by number of correct answers, as it is and then"),
        gettext("Bars: as it is. Dashed line: after the change."),
        axis(gettext("correct answers"), -0.5, maximum + 0.5),
        axis(gettext("sittings"), 0, most, ticks=min(5, most + 1)),
        (
            Bars([float(one) for one in sorted(before)], [before[one] for one in sorted(before)], width=0.85),
            Line(
                [min(after) - 0.5, *(one - 0.5 for one in then), max(after) + 0.5],
                [0.0, *(float(after[one]) for one in then), 0.0],
                gettext("then"),
                is_dashed=True,
                is_stepped=True,
                tone="2",
            ),
            *_marks(forms),
        ),
        twin(
            [gettext("Correct answers"), gettext("Sittings"), gettext("Then")],
            ([str(one), str(before[one]), str(after[one])] for one in sorted(before.keys() | after.keys())),
        ),
    )


def _marks(forms: Sequence[FormEffect]) -> list[Rule]:
    """Return the pass marks as lines, those of after only where they are others."""
    before, after = (
        sorted({getattr(form, name).points for form in forms}) for name in ("mark_before", "mark_after")
    )
    words = gettext("pass mark %(cut)g"), gettext("then %(cut)g")
    now = [Rule(mark - 0.5, words[0] % {"cut": mark}, tone="seal") for mark in before]
    return now + [Rule(mark - 0.5, words[1] % {"cut": mark}) for mark in after if mark not in before]
