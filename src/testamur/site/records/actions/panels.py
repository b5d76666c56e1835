"""Panels, as their chair runs them: set up, invite, open and close rounds, excuse, end, sign off."""

from datetime import datetime
from typing import Final

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.urls import reverse

from testamur.errors import Refused
from testamur.psychometrics.standard_setting.panel import Kind, State, adjusted
from testamur.site.records.actions.audit import audit, tell
from testamur.site.records.models import (
    Form,
    JudgeExcuse,
    Panel,
    PanelEvent,
    PanelJudge,
    PanelRecord,
    Person,
    ProgrammeEdition,
)
from testamur.site.records.panels.asked import counting, progress
from testamur.site.records.panels.document import BoardDecision, digest_of, record_text
from testamur.site.records.panels.evidence import count, evidence, kept
from testamur.site.records.panels.results import new_booklet, rounds

FEWEST: Final = 2
MOST_JUDGES: Final = 60


@transaction.atomic
def set_up(
    *,
    edition: ProgrammeEdition,
    form: Form,
    method: str,
    definition: str,
    asks_limits: bool,
    by: Person | None,
    at: datetime,
) -> Panel:
    """Set up a panel that rates a form.

    Raises
    ------
    Refused
        If the form is not of the edition's examination, or the just-competent candidate is not described.
    """
    if form.edition_id != edition.pk or form.purpose != "exam":
        raise Refused("panel-form", "A panel rates a form of this edition's examination.")
    if not definition.strip():
        raise Refused("panel-definition", "Describe the just-competent candidate.")
    made = Panel.objects.create(
        edition=edition,
        form=form,
        method=Panel.Method(method),
        definition=definition.strip(),
        asks_limits=asks_limits or method == Panel.Method.HOFSTEE,
        made_at=at,
    )
    audit("panel.make", made, by=by, at=at, method=method, form=form.digest)
    return made


def locked(panel: Panel) -> Panel:
    """Return the panel, which nobody else changes until the transaction ends."""
    found = Panel.objects.select_for_update(of=("self",)).select_related("edition__organisation", "form")
    return found.get(pk=panel.pk)


@transaction.atomic
def describe(*, panel: Panel, definition: str, by: Person | None, at: datetime) -> None:
    """Change the description of the just-competent candidate, before the first round.

    Raises
    ------
    Refused
        If a round was opened, or nothing is said.
    """
    panel = locked(panel)
    if panel.standing().state is not State.DRAFTED:
        raise Refused("panel-definition", "The description is frozen since the first round was opened.")
    if not definition.strip():
        raise Refused("panel-definition", "Describe the just-competent candidate.")
    panel.definition = definition.strip()
    panel.save(update_fields=["definition"])
    audit("panel.describe", panel, by=by, at=at)


@transaction.atomic
def invite(*, panel: Panel, email: str, by: Person | None, at: datetime) -> PanelJudge:
    """Ask somebody to judge; whether they have an account is not told.

    Raises
    ------
    Refused
        If no judge can join any more, or they were asked already.
    """
    panel = locked(panel)
    refuse_late(panel)
    email = email.strip().lower()
    mine = panel.judges.filter(email=email) | panel.judges.filter(person__email=email)
    if mine.exists():
        raise Refused("panel-invited", "This address was invited already.")
    if panel.judges.count() >= MOST_JUDGES:
        raise Refused("panel-many", f"A panel has at most {MOST_JUDGES} judges.")
    made = PanelJudge.objects.create(panel=panel, email=email, invited_at=at)
    audit("panel.invite", made, by=by, at=at, panel=panel.pk)
    if not panel.edition.organisation.is_simulated:
        _write(panel, email)
    return made


def _write(panel: Panel, email: str) -> None:
    title, owner = panel.edition.programme.title, panel.edition.organisation.name
    text = (
        f"{owner} asks you to sit on the panel that sets the pass mark of {title}.\n\n"
        f"Sign in with this address, or make an account with it; the panel stands on your first page:\n"
        f"{settings.URL}{reverse('candidate:home')}\n"
    )
    transaction.on_commit(lambda: send_mail(f"Judge for {title}", text, None, [email]), robust=True)


def refuse_late(panel: Panel) -> None:
    """Refuse judges after the first round.

    Raises
    ------
    Refused
    """
    stands = panel.standing()
    if stands.is_over or stands.closed:
        raise Refused("panel-late", "Judges join before the first round is closed.")


@transaction.atomic
def open_round(*, panel: Panel, by: Person | None, at: datetime) -> PanelEvent:
    """Open the first or the next round, and tell the judges.

    Raises
    ------
    Refused
        If no round can be opened now, or the method needs sittings that there are not.
    """
    panel = locked(panel)
    after = panel.standing().after(Kind.OPEN)
    booklet: dict[str, object] = {}
    if after.round == 1 and panel.method == Panel.Method.BOOKMARK:
        booklet = new_booklet(panel.form, at=at)
    if after.round == 1 and panel.method == Panel.Method.HOFSTEE and not count(panel.form, at=at).is_enough:
        raise Refused("panel-sittings", "A Hofstee compromise needs the sittings of thirty candidates or more.")
    happened = _happen(panel, Kind.OPEN, by=by, at=at, detail=booklet)
    for judge in counting(panel):
        _tell(judge, subject=f"Round {after.round} is open", text="You can rate now:")
    return happened


def _happen(
    panel: Panel,
    kind: Kind,
    *,
    by: Person | None,
    at: datetime,
    reason: str = "",
    detail: dict[str, object] | None = None,
) -> PanelEvent:
    made = PanelEvent.objects.create(panel=panel, kind=kind, by=by, at=at, reason=reason, detail=detail or {})
    audit(f"panel.{kind}", made, by=by, at=at, panel=panel.pk)
    return made


def _tell(judge: PanelJudge, *, subject: str, text: str) -> None:
    if judge.person is not None:
        title = judge.panel.edition.programme.title
        address = f"{settings.URL}{reverse('candidate:panel', args=[judge.identifier])}"
        tell(judge.person, subject=f"{subject}: {title}", text=f"{text}\n{address}\n")


@transaction.atomic
def close_round(*, panel: Panel, by: Person | None, at: datetime) -> PanelEvent:
    """Close the open round: nobody changes what was said, and everybody sees what it comes to.

    Raises
    ------
    Refused
        If none is open, fewer than two judges count, or one of them has not finished.
    """
    panel = locked(panel)
    panel.standing().after(Kind.CLOSE)
    found = progress(panel)
    if len(found) < FEWEST:
        raise Refused("panel-few", "A panel has two judges or more.")
    behind = sum(not one.is_finished for one in found)
    if behind:
        raise Refused(
            "panel-unfinished", f"{behind} of {len(found)} judges have not finished. Wait, or excuse them."
        )
    happened = _happen(panel, Kind.CLOSE, by=by, at=at, detail=kept(count(panel.form, at=at)))
    for judge in counting(panel):
        _tell(judge, subject="The round is closed", text="See what the panel said, and what it would mean:")
    return happened


@transaction.atomic
def excuse(*, judge: PanelJudge, reason: str, by: Person | None, at: datetime) -> JudgeExcuse:
    """Let a judge go: what they said stays and counts no more. An invitation that nobody took goes for good.

    Raises
    ------
    Refused
        If the panel is over, they are excused already, no reason is given, or too few would be left.
    """
    panel = locked(judge.panel)
    stands = panel.standing()
    if stands.is_over:
        raise Refused("panel-order", f"This cannot be done: the panel is {stands.said}.")
    if hasattr(judge, "excuse"):
        raise Refused("panel-excused", "This judge is excused already.")
    if not reason.strip():
        raise Refused("panel-reason", "Say why.")
    if stands.closed and counting(panel).exclude(pk=judge.pk).count() < FEWEST:
        raise Refused("panel-few", "Fewer than two judges would be left. End the panel instead.")
    made = JudgeExcuse.objects.create(judge=judge, reason=reason.strip(), by=by, at=at)
    if judge.email:
        judge.email = ""
        judge.save(update_fields=["email"])
    audit("panel.excuse", made, by=by, at=at, judge=judge.pk)
    return made


@transaction.atomic
def end(*, panel: Panel, reason: str, by: Person | None, at: datetime) -> PanelEvent:
    """End a panel that sets no pass mark, with the reason.

    Raises
    ------
    Refused
        If it is over, or no reason is given.
    """
    panel = locked(panel)
    panel.standing().after(Kind.END)
    if not reason.strip():
        raise Refused("panel-reason", "Say why.")
    _forget_invitations(panel)
    return _happen(panel, Kind.END, by=by, at=at, reason=reason.strip())


def _forget_invitations(panel: Panel) -> None:
    panel.judges.exclude(email="").update(email="")


@transaction.atomic
def sign_off(
    *,
    panel: Panel,
    reason: str,
    errors: int | None = 0,
    correct: int | None = None,
    by: Person,
    at: datetime,
) -> PanelRecord:
    """Sign off what the board decided, with everything it rests on, as a record that never changes.

    Parameters
    ----------
    panel : Panel
        Between rounds.
    reason : str
        Of the board; public.
    errors : int, optional
        By how many standard errors the cut is moved, -2 to 2; None if the board has a number of its own.
    correct : int, optional
        That number.
    by, at
        Who signs, and when.

    Raises
    ------
    Refused
        If a round is open or none was closed, the signatory rated, no reason is given, or there is no such cut.
    """
    panel = locked(panel)
    panel.standing().after(Kind.SIGN)
    if panel.judges.filter(person=by, excuse__isnull=True).exists():
        raise Refused("panel-own", "Nobody signs off a panel in which they judged; another owner has to.")
    if not reason.strip():
        raise Refused("panel-reason", "Say why the board decided so.")
    seen = evidence(panel)
    found = rounds(panel, seen)
    if seen is None:
        raise Refused("panel-order", "No round is closed.")
    decided = correct if errors is None else adjusted(found[-1].cut, errors)
    if decided is None or not 1 <= decided <= len(seen.items):
        raise Refused("panel-cut", f"The pass mark is a number from 1 to {len(seen.items)}.")
    decision = BoardDecision(decided, errors, reason.strip().replace("\r\n", "\n"))
    text = record_text(panel, found, seen, decision=decision, by=by, at=at)
    _forget_invitations(panel)
    _happen(panel, Kind.SIGN, by=by, at=at, reason=decision.reason)
    record = PanelRecord.objects.create(panel=panel, text=text, digest=digest_of(text), by=by, at=at)
    audit("panel.record", record, by=by, at=at, digest=record.digest, correct=decided)
    return record
