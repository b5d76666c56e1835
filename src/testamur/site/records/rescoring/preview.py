"""What a change of scoring would do, as a document that is shown, signed, and compared with what is so later."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final

import numpy as np

from testamur.documents import plain
from testamur.errors import DocumentError, Problem
from testamur.psychometrics.what_if import Change, CutRule, Effect, FormEffect, FormScores, what_if
from testamur.psychometrics.what_if.effect import Truths
from testamur.site.records.models import Form, ProgrammeEdition
from testamur.site.records.rescoring.judged import needed
from testamur.site.records.rescoring.people import Flip, Turned, stating, turned
from testamur.site.records.rescoring.rules import (
    ItemChange,
    ScoredItem,
    changes_of,
    scored_items,
    signed_changes,
)
from testamur.site.records.rescoring.sat import Sat, form_scores, sat, touched

FORMAT: Final = "testamur-scoring-change-1"


@dataclass(frozen=True, slots=True)
class Proposal:
    """What somebody proposes: for items, and for the pass mark where items are dropped or it is moved."""

    items: tuple[ItemChange, ...]
    rule: CutRule = CutRule.NUMBER
    cut: int | None = None

    @property
    def plain(self) -> dict[str, Any]:
        """The proposal as JSON has it."""
        return {"items": [item.plain for item in self.items], "rule": self.rule.value, "cut": self.cut}

    @classmethod
    def read(cls, document: Mapping[str, Any]) -> "Proposal":
        """Return the proposal that a stored document holds."""
        kept = tuple(ItemChange.read(item) for item in document["items"])
        return cls(kept, CutRule(document["rule"]), document["cut"])


@dataclass(frozen=True, slots=True, eq=False)
class Concerned:
    """One form that a proposal concerns: who sat it, and how it is scored now and would be."""

    form: Form
    given: Sat
    now: tuple[ScoredItem, ...]
    then: tuple[ScoredItem, ...]
    cut: int
    is_simulated: bool

    @property
    def here(self) -> Truths:
        """Of which sittings the figures are (n_sittings,): real people, or simulated ones for want of them."""
        return np.asarray(self.given.is_simulated == self.is_simulated)


@dataclass(frozen=True, slots=True, eq=False)
class Preview:
    """What a proposal would do: `effect` of the forms that somebody sat, and everything as a `document`."""

    concerned: tuple[Concerned, ...]
    effect: Effect
    people: tuple[Turned, ...]
    document: dict[str, Any]

    @property
    def text(self) -> str:
        """The document as it is kept: canonical JSON."""
        return canonical(self.document)


def canonical(document: object) -> str:
    """Return JSON with its keys in order and without spaces."""
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest_of(text: str) -> str:
    """Return the SHA-256 of a text."""
    return hashlib.sha256(text.encode()).hexdigest()


def preview(edition: ProgrammeEdition, proposal: Proposal, *, at: datetime) -> Preview:
    """Return what a proposal would do to everybody who sat a form of the edition that it concerns.

    Raises
    ------
    DocumentError
        With everything that is wrong with it.
    """
    concerned = _concerned(edition, proposal)
    pairs = [_pair(one, proposal) for one in concerned if one.here.any()]
    effect = what_if(pairs)
    people = tuple(turned(edition, list(_flips(concerned, effect))))
    document = {
        "format": FORMAT,
        "at": at.isoformat(),
        "edition": {"programme": edition.identifier, "edition": edition.edition, "digest": edition.digest},
        "change": proposal.plain,
        "is_simulated": any(one.is_simulated for one in concerned),
        "forms": [_form_document(one, effect) for one in concerned],
        "people": [asdict(one) for one in people],
        "touched": _touched(edition, concerned, effect, people),
        "state": _state(edition, concerned),
    }
    return Preview(concerned, effect, people, document)


def _concerned(edition: ProgrammeEdition, proposal: Proposal) -> tuple[Concerned, ...]:
    versions = {item.version for item in proposal.items}
    signed = signed_changes(edition)
    forms = edition.forms.order_by("pk").prefetch_related("places__version")
    chosen = [form for form in forms if _concerns(form, versions, moves_cut=proposal.cut is not None)]
    known = {place.version.digest for form in chosen for place in form.places.all()}
    if found := [*_problems(proposal, known)]:
        raise DocumentError(found)
    kept = []
    for form in chosen:
        before = changes_of(form, signed)
        now, then = (scored_items(form.places.all(), also) for also in (before, [*before, *proposal.items]))
        kept.append((form, sat(form, touched(now, then)), now, then, needed(edition.programme, form.purpose) or 0))
    is_simulated = not any((~given.is_simulated).any() for _, given, *_ in kept)
    return tuple(Concerned(*each, is_simulated=is_simulated) for each in kept)


def _concerns(form: Form, versions: set[str], *, moves_cut: bool) -> bool:
    if moves_cut:
        return form.purpose == "exam"
    return any(place.version.digest in versions for place in form.places.all())


def _problems(proposal: Proposal, known: set[str]) -> Iterator[Problem]:
    if not proposal.items and proposal.cut is None:
        yield Problem("", "nothing is proposed")
    for (name, version), times in Counter((item.item, item.version) for item in proposal.items).items():
        if version not in known:
            yield Problem(name, "is on none of the forms")
        elif times > 1:
            yield Problem(name, "is named twice; one thing can be done with an item")


def _pair(one: Concerned, proposal: Proposal) -> tuple[FormScores, Change]:
    scores, treatments = form_scores(one.given, now=one.now, then=one.then, cut=one.cut, here=one.here)
    return scores, Change(treatments, proposal.cut, proposal.rule)


def _flips(concerned: Sequence[Concerned], effect: Effect) -> Iterator[Flip]:
    of_form = {one.form.name: one for one in concerned}
    for form in effect.forms:
        one = of_form[form.name]
        enrolments = dict(zip(one.given.sittings, one.given.enrolments, strict=True))
        for row in np.flatnonzero(form.passed_before != form.passed_after):
            sitting = int(form.persons[row])
            yield Flip(
                sitting=sitting,
                enrolment=enrolments[sitting],
                form=form.name,
                purpose=one.form.purpose,
                before=int(form.totals_before[row]),
                after=int(form.totals_after[row]),
                passes=bool(form.passed_after[row]),
            )


def _form_document(one: Concerned, effect: Effect) -> dict[str, Any]:
    told = next((form for form in effect.forms if form.name == one.form.name), None)
    return {
        "name": one.form.name,
        "digest": one.form.digest,
        "purpose": one.form.purpose,
        "sittings": len(one.given.sittings),
        "counted": int(one.here.sum()),
        "effect": told and _effect_document(told),
    }


def _effect_document(told: FormEffect) -> dict[str, Any]:
    return {
        "pass_mark": {"before": asdict(told.mark_before), "after": asdict(told.mark_after)},
        "changed": int(told.is_changed.sum()),
        "to_pass": len(told.to_pass),
        "to_fail": len(told.to_fail),
        "by_chance": plain(told.by_chance),
        **{
            name: {
                figure: plain(getattr(figures, figure))
                for figure in ("passing", "reliability", "consistency", "accuracy")
            }
            for name, figures in (("before", told.before), ("after", told.after))
        },
    }


def _touched(
    edition: ProgrammeEdition, concerned: Sequence[Concerned], effect: Effect, people: Sequence[Turned]
) -> dict[str, int]:
    """Return how many records the change touches; `stating` are credentials whose score would be another."""
    sat_by = {
        sitting: enrolment
        for one in concerned
        if one.form.purpose == "exam"
        for sitting, enrolment in zip(one.given.sittings, one.given.enrolments, strict=True)
    }
    stay = [
        sat_by[int(form.persons[row])]
        for form in effect.forms
        for row in np.flatnonzero(form.is_changed & form.passed_before & form.passed_after)
        if int(form.persons[row]) in sat_by
    ]
    return {
        "scores": sum(int(form.is_changed.sum()) for form in effect.forms),
        "decisions": sum(bool(one.decision) for one in people),
        "awards": sum(one.award is not None for one in people),
        "credentials": sum(one.credential_standing in {"valid", "suspended"} for one in people),
        "renewals": sum(one.renewals for one in people),
        "watches": sum(one.watches for one in people),
        "stating": stating(stay),
        "statements": int(edition.statements.exists()),
    }


def _state(edition: ProgrammeEdition, concerned: Sequence[Concerned]) -> dict[str, Any]:
    return {
        "signed": [change.pk for change in signed_changes(edition)],
        "forms": {
            one.form.name: {"sittings": len(one.given.sittings), "scores": one.given.digest} for one in concerned
        },
    }


def moved(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """Return what has moved from one document of the same change to a later one, in sentences."""
    found = []
    if before["state"]["signed"] != now["state"]["signed"]:
        found.append("Another change of scoring has been signed since.")
    for name, then in before["state"]["forms"].items():
        here = now["state"]["forms"].get(name)
        if here is None or here == then:
            continue
        more = here["sittings"] - then["sittings"]
        found.append(
            f"{name}: {then['sittings']} sittings had been measured, {here['sittings']} are now."
            if more
            else f"{name}: scores have changed since."
        )
    if set(now["state"]["forms"]) != set(before["state"]["forms"]):
        found.append("The forms that it concerns are not the same any more.")
    if not found and before["people"] != now["people"]:
        before_by, now_by = ({one["sitting"]: one for one in each["people"]} for each in (before, now))
        count = sum(before_by.get(key) != now_by.get(key) for key in before_by | now_by)
        found.append(f"What rests on {count} of the sittings that change sides is not the same any more.")
    return found


def obstacles(document: Mapping[str, Any]) -> list[str]:
    """Return why a change cannot be signed, whatever has moved: the pass mark is the edition's matter."""
    found = []
    if document["change"]["cut"] is not None:
        found.append("The pass mark is moved by publishing a new edition; this edition's stands.")
    marks = [form["effect"]["pass_mark"] for form in document["forms"] if form["effect"]]
    if any(mark["before"]["points"] != mark["after"]["points"] for mark in marks) and not found:
        found.append("It would change the number of points that pass, which is for a new edition to say.")
    return found
