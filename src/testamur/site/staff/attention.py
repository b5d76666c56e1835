"""What needs somebody's attention now, by what the person may do about it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext

from testamur.site.records.actions.sittings import waits_for_admission
from testamur.site.records.calibrations import drafts
from testamur.site.records.models import Organisation
from testamur.site.records.panels.asked import progress
from testamur.site.records.reviews import open_cases
from testamur.site.staff import queries
from testamur.site.staff.waiting import waiting


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing to do: a sentence, and where it is done."""

    sentence: str
    url: str


def _decisions(organisation: Organisation, at: datetime) -> Iterator[Notice]:
    url = reverse("staff:decisions", args=[organisation.slug])
    found = waiting(organisation, at=at)
    appeals = sum(one.why == "appeal" for one in found)
    passes = sum(one.why == "pass" for one in found)
    first = len(found) - appeals - passes
    if appeals:
        text = ngettext("%(n)d appeal waits for an answer.", "%(n)d appeals wait for an answer.", appeals)
        yield Notice(text % {"n": appeals}, url)
    if passes:
        text = ngettext("%(n)d pass is in question.", "%(n)d passes are in question.", passes)
        yield Notice(text % {"n": passes}, url)
    if first:
        text = ngettext("%(n)d enrolment waits for a decision.", "%(n)d enrolments wait for a decision.", first)
        yield Notice(text % {"n": first}, url)


def _changes(organisation: Organisation, at: datetime) -> Iterator[Notice]:  # noqa: ARG001  (one shape for all)
    for change in queries.open_changes(organisation):
        words = {"title": change.edition.programme.title}
        text = gettext("A change of the scoring of %(title)s waits for a signature.") % words
        yield Notice(text, reverse("staff:scoring_change", args=[organisation.slug, change.pk]))


def _fallen(organisation: Organisation, at: datetime) -> Iterator[Notice]:  # noqa: ARG001  (one shape for all)
    for row in queries.credentials_of_fallen_passes(organisation):
        text = gettext("A pass does not stand any more, and the credential that rests on it is valid.")
        yield Notice(text, reverse("staff:credential", args=[organisation.slug, row.pk]))


def _sittings(organisation: Organisation, at: datetime) -> Iterator[Notice]:  # noqa: ARG001  (one shape for all)
    url = reverse("staff:sittings", args=[organisation.slug])
    count = queries.live(organisation).count()
    if count:
        text = ngettext("%(n)d sitting is under way.", "%(n)d sittings are under way.", count)
        yield Notice(text % {"n": count}, url)
    outside = sum(map(waits_for_admission, queries.not_started(organisation)))
    if outside:
        text = ngettext("%(n)d candidate has to be let in.", "%(n)d candidates have to be let in.", outside)
        yield Notice(text % {"n": outside}, url)


def _attendance(organisation: Organisation, at: datetime) -> Iterator[Notice]:
    for edition, meeting in queries.unrecorded(organisation, at=at):
        words = {
            "session": meeting.component.title,
            "day": date_format(meeting.begins_at, "j F Y"),
            "n": meeting.missing,
        }
        text = ngettext(
            "Attendance at %(session)s of %(day)s is not recorded for %(n)d participant.",
            "Attendance at %(session)s of %(day)s is not recorded for %(n)d participants.",
            meeting.missing,
        )
        place = [organisation.slug, edition.pk, meeting.start.isoformat(), meeting.component.id]
        yield Notice(text % words, reverse("staff:session", args=place))


def _status(organisation: Organisation, at: datetime) -> Iterator[Notice]:
    for status_list in queries.lapsing(organisation, at=at):
        until = status_list.valid_until
        words = {"n": status_list.pk, "moment": date_format(until, "j F Y H:i") if until else ""}
        text = gettext("Status list %(n)d holds until %(moment)s UTC only: the background jobs do not run.")
        yield Notice(text % words, reverse("staff:credentials", args=[organisation.slug]))


def _forms(organisation: Organisation, at: datetime) -> Iterator[Notice]:  # noqa: ARG001  (one shape for all)
    for edition, purpose, missing in queries.forms_missing(organisation):
        words = {"title": edition.programme.title, "n": missing}
        if purpose == "exam":
            text = ngettext("%(title)s lacks %(n)d exam form.", "%(title)s lacks %(n)d exam forms.", missing)
        else:
            text = gettext("%(title)s lacks a form for the re-examination.")
        yield Notice(text % words, reverse("staff:forms", args=[organisation.slug, edition.pk]))


def _panels(organisation: Organisation, at: datetime) -> Iterator[Notice]:  # noqa: ARG001  (one shape for all)
    for panel in queries.open_panels(organisation):
        found = progress(panel)
        if found and all(one.is_finished for one in found):
            text = gettext("Everybody has rated in the panel for %(title)s: the round can be closed.")
            url = reverse("staff:panel", args=[organisation.slug, panel.pk])
            yield Notice(text % {"title": panel.edition.programme.title}, url)


def _calibrations(organisation: Organisation, at: datetime) -> Iterator[Notice]:  # noqa: ARG001  (one shape for all)
    for draft in drafts(organisation):
        words = {"title": draft.edition.programme.title, "n": draft.persons}
        text = ngettext(
            "A calibration of %(title)s, of %(n)d person, waits for a second person to sign it.",
            "A calibration of %(title)s, of %(n)d people, waits for a second person to sign it.",
            draft.persons,
        )
        yield Notice(text % words, reverse("staff:calibration", args=[organisation.slug, draft.pk]))


def _contributions(organisation: Organisation, at: datetime) -> Iterator[Notice]:  # noqa: ARG001  (one shape for all)
    count = queries.open_contributions().count()
    if count:
        text = ngettext(
            "%(n)d fact from a reader waits for an editor.", "%(n)d facts from readers wait for an editor.", count
        )
        yield Notice(text % {"n": count}, reverse("staff:contributions", args=[organisation.slug]))


def _reviews(organisation: Organisation, at: datetime) -> Iterator[Notice]:  # noqa: ARG001  (one shape for all)
    count = open_cases(organisation).count()
    if count:
        text = ngettext("%(n)d case waits for review.", "%(n)d cases wait for review.", count)
        yield Notice(text % {"n": count}, reverse("staff:reviews", args=[organisation.slug]))


CHECKS: Final[tuple[tuple[str, Callable[[Organisation, datetime], Iterator[Notice]]], ...]] = (
    ("result.view", _decisions),
    ("scoring.sign", _changes),
    ("credential.revoke", _fallen),
    ("sitting.watch", _sittings),
    ("review.view", _reviews),
    ("attendance.record", _attendance),
    ("credential.view", _status),
    ("form.view", _forms),
    ("panel.run", _panels),
    ("calibration.sign", _calibrations),
    ("catalogue.edit", _contributions),
)
"""What is looked for, and the permission without which it is not shown."""


def notices(organisation: Organisation, permissions: frozenset[str], *, at: datetime) -> list[Notice]:
    """Return everything in an organisation that waits for somebody with these permissions."""
    return [
        notice for permission, find in CHECKS if permission in permissions for notice in find(organisation, at)
    ]
