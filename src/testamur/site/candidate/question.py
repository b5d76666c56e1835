"""The exam player: one question at a time, each answer saved before it is acknowledged.

Nothing here looks at a key: a question is shown by `items.render`, which writes its public part alone, and what is
sent back is taken by `items.take` and stored as it is.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from testamur import delivery, items
from testamur.delivery import State
from testamur.documents import read_json, shape
from testamur.errors import Refused
from testamur.site.candidate.sitting import hold, own_sitting
from testamur.site.candidate.wording import length
from testamur.site.records.actions import sittings
from testamur.site.records.models import FormItem, Sitting
from testamur.site.records.signed_in import SignedIn
from testamur.site.records.stored import read_item
from testamur.site.records.wording import item_words

MAX_BATCH_BYTES: Final = 256 * 1024
LONGEST_NUMBER: Final = 9


@dataclass(frozen=True, slots=True)
class Pip:
    """One question in the overview, as `parts/pips.html` shows it."""

    number: int
    answered: bool
    flagged: bool
    here: bool = False
    url: str = ""


def pips(sitting: Sitting, *, here: int = 0) -> list[Pip]:
    """Return the overview of a sitting's questions."""
    answers = sitting.answers()
    places = sitting.form.places.select_related("version")
    given = [(place.position, answers.get(place.version.identifier)) for place in places]
    return [
        Pip(
            position,
            answered=is_answered(response),
            flagged=response is not None and response.is_flagged,
            here=position == here,
            url=reverse("candidate:question", args=[sitting.pk, position]),
        )
        for position, response in given
    ]


def is_answered(response: delivery.Response | None) -> bool:
    """Return whether anything has been answered, a flag alone being no answer."""
    return response is not None and any(value not in (None, "", []) for value in response.values.values())


def is_here(request: SignedIn, sitting: Sitting) -> bool:
    """Return whether the sitting runs, and on this device."""
    return sitting.standing().state is State.OPEN and hold(request, sitting) == sitting.generation


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
def question(request: SignedIn, pk: int, position: int) -> HttpResponse:
    """Show one question; on POST save its answer and go where the button says."""
    at = timezone.now()
    sitting = own_sitting(request, pk, at=at)
    if not is_here(request, sitting):
        if request.method == "POST":
            messages.warning(request, gettext("The last answer given on this device was not saved."))
        return redirect("candidate:sitting", pk)
    place = get_object_or_404(FormItem.objects.select_related("version"), form=sitting.form, position=position)
    if request.method != "POST":
        return _shown(request, sitting, place, at=at)
    try:
        _save(request, sitting, place, at=at)
    except Refused as refused:
        if not refused.rule.startswith("response-"):
            raise
        return _shown(request, sitting, place, at=at, problem=refused.reason)
    return _onwards(sitting, position, request.POST.get("go", "next"))


def _shown(
    request: SignedIn, sitting: Sitting, place: FormItem, *, at: datetime, problem: str = ""
) -> HttpResponse:
    item = read_item(place.version.document)
    mine = sitting.answers().get(item.identifier)
    left = sitting.standing().left(at, limit=sitting.limit)
    total = sitting.form.places.count()
    shown = items.render(
        item,
        response=mine.values if mine else None,
        prefix=_prefix(place),
        seed=str(sitting.pk),
        words=item_words(),
    )
    context = {
        "sitting": sitting,
        "place": place,
        "total": total,
        "question": SafeString(shown),
        "problem": problem,
        "flagged": bool(mine and mine.is_flagged),
        "is_last": place.position == total,
        "pips": pips(sitting, here=place.position),
        "left_seconds": int(left.total_seconds()),
        "left": length(left),
        "hold": sitting.generation,
        "next": _next_sequence(sitting),
    }
    return render(request, "candidate/sitting/question.html", context, status=422 if problem else 200)


def _prefix(place: FormItem) -> str:
    return f"q{place.position}-"


def _next_sequence(sitting: Sitting) -> int:
    last = sitting.responses.last()
    return last.sequence + 1 if last else 1


def _save(request: SignedIn, sitting: Sitting, place: FormItem, *, at: datetime) -> None:
    """Save what a plain post holds, under the next number; what stands saved already is not saved again."""
    item = read_item(place.version.document)
    given = request.POST.get("sequence", "")
    sequence = int(given) if given.isdecimal() and len(given) <= LONGEST_NUMBER else 0
    values = items.take(item, dict(request.POST.lists()), prefix=_prefix(place))
    flagged = "flag" in request.POST
    before = sitting.answers().get(item.identifier)
    if before and (dict(before.values), before.is_flagged) == (values, flagged):
        return
    row = delivery.Response(max(sequence, _next_sequence(sitting)), item.identifier, values, flagged)
    kept = sittings.respond(sitting=sitting, responses=[row], generation=hold(request, sitting), at=at)
    if not kept:
        raise Refused("response-number", gettext("Your answer was not saved. Please send it once more."))


def _onwards(sitting: Sitting, position: int, go: str) -> HttpResponse:
    total = sitting.form.places.count()
    if go == "review" or (go == "next" and position >= total):
        return redirect("candidate:review", sitting.pk)
    target = {"next": position + 1, "back": position - 1}.get(go)
    if target is None:
        target = int(go) if go.isdecimal() and len(go) <= LONGEST_NUMBER else position
    return redirect("candidate:question", sitting.pk, min(max(target, 1), total))


@dataclass(frozen=True, slots=True)
class Saved:
    """What the player's script sends of one question.

    `hold` is the device's hold when the answer was given, and `known` the next number that it knew of then: an
    answer given under an earlier hold must not replace one that was saved since on another device.
    """

    sequence: int
    position: int
    fields: dict[str, list[str]]
    flagged: bool
    hold: int
    known: int


@never_cache
@require_POST
@login_required
def responses(request: SignedIn, pk: int) -> JsonResponse:
    """Save a batch of answers and acknowledge each that is kept; called by the player's script.

    Three lists of numbers come back: ``kept``; ``late``, for which a newer answer was saved on another device; and
    ``refused`` with the reason, which are no answers to their question. What is in none was not saved.
    """
    get_object_or_404(Sitting, pk=pk, enrolment__person=request.user)
    batch = shape(read_json(request.body, limit=MAX_BATCH_BYTES), tuple[Saved, ...])
    at = timezone.now()  # after the body: a slow sender gains no time
    sitting = own_sitting(request, pk, at=at)
    places = {place.position: place for place in sitting.form.places.select_related("version")}
    if any(saved.position not in places for saved in batch):
        raise Http404
    late = {saved.sequence for saved in batch if _is_late(sitting, saved, places[saved.position])}
    rows, refused = _taken([saved for saved in batch if saved.sequence not in late], places)
    kept = sittings.respond(sitting=sitting, responses=rows, generation=hold(request, sitting), at=at)
    answer = {"kept": kept, "late": sorted(late), "refused": refused, "next": _next_sequence(sitting)}
    return JsonResponse(answer | _state(sitting, at=at))


def _is_late(sitting: Sitting, saved: Saved, place: FormItem) -> bool:
    if saved.hold == sitting.generation:
        return False
    since = sitting.responses.filter(item=place.version.identifier, sequence__gte=saved.known)
    return since.exists()


def _taken(batch: list[Saved], places: Mapping[int, FormItem]) -> tuple[list[delivery.Response], dict[str, str]]:
    rows, refused = [], {}
    for saved in batch:
        place = places[saved.position]
        item = read_item(place.version.document)
        try:
            values = items.take(item, saved.fields, prefix=_prefix(place))
            row = delivery.Response(saved.sequence, item.identifier, values, saved.flagged)
            delivery.check(row, items=frozenset({item.identifier}))
        except Refused as no:
            refused[str(saved.sequence)] = no.reason
        else:
            rows.append(row)
    return rows, refused


@never_cache
@require_GET
@login_required
def state(request: SignedIn, pk: int) -> JsonResponse:
    """Say where the sitting stands by the server's clock; the script asks every few seconds."""
    at = timezone.now()
    sitting = own_sitting(request, pk, at=at)
    return JsonResponse(_state(sitting, at=at) | {"here": hold(request, sitting) == sitting.generation})


def _state(sitting: Sitting, *, at: datetime) -> dict[str, object]:
    standing = sitting.standing()
    left = standing.left(at, limit=sitting.limit).total_seconds()
    return {"state": str(standing.state), "left_seconds": left}
