"""People who sat an exam, with what they chose and when: two of them alike, one of them hasty."""

from datetime import timedelta

import numpy as np
from crowds import keep
from people import AT

from testamur.delivery import Kind
from testamur.items.facts import key_position
from testamur.site.records.models import ResponseEvent, SittingEvent
from testamur.site.records.stored import read_item


def unusual(form, n=60, *, seed=3, alike=(4, 9), hasty=None, apart=False, is_simulated=False):
    """Let `n` people sit a form one after the other's start; return their sittings.

    The second of `alike` gives the answers of the first; `hasty` takes a tenth of the time on the second half.
    With `apart` everybody begins when the one before has ended.
    """
    rng = np.random.default_rng(seed)
    items = [read_item(place.version.document) for place in form.places.select_related("version")]
    logits = rng.normal(size=(n, 1)) - np.linspace(-1.5, 1.5, len(items))
    right = rng.random(logits.shape) < 1 / (1 + np.exp(-logits))
    wrong = rng.integers(0, 10, right.shape)
    if alike:
        right[alike[1]], wrong[alike[1]] = right[alike[0]], wrong[alike[0]]
    scores = keep(form, right, is_simulated=is_simulated)
    seconds = np.exp(rng.normal(4, 0.3, right.shape))
    if hasty is not None:
        seconds[hasty, len(items) // 2 :] /= 10
    events, responses = [], []
    for row, score in enumerate(scores):
        began = AT - timedelta(hours=2) * (row + 1 if apart else 1)
        ended = began + timedelta(minutes=60)
        events += [
            SittingEvent(sitting=score.sitting, kind=kind, at=at)
            for kind, at in ((Kind.START, began), (Kind.SUBMIT, ended))
        ]
        at = began
        for place, item in enumerate(items):
            at += timedelta(seconds=float(seconds[row, place]))
            values = (
                {next(iter(item.responses)): chosen(item, is_right=right[row, place], which=wrong[row, place])}
                if len(item.responses) == 1
                else {}
            )
            responses.append(
                ResponseEvent(
                    sitting=score.sitting, sequence=place + 1, item=item.identifier, values=values, received_at=at
                )
            )
    SittingEvent.objects.bulk_create(events)
    ResponseEvent.objects.bulk_create(responses)
    return [score.sitting for score in scores]


def chosen(item, *, is_right, which):
    """Return the key of a single choice, or one of its other options."""
    tags = ("qti-simple-choice", "qti-inline-choice")
    options = [node.attributes["identifier"] for node in item.body.walk() if node.tag in tags]
    key = key_position(item)
    if is_right or key is None:
        return key or "right"
    others = [option for option in options if option != key]
    return others[which % len(others)]
