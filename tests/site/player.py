"""What the tests of the exam player ask and send."""

import html
import json
import re

from django.urls import reverse

from testamur import items
from testamur.items.facts import kind
from testamur.site.records.stored import read_item


def page(name, sitting, *more):
    return reverse(f"candidate:{name}", args=[sitting.pk, *more])


def question_of(sitting, wanted="single"):
    """Return the first question of a kind: its position and item."""
    for place in sitting.form.places.select_related("version"):
        item = read_item(place.version.document)
        if kind(item) == wanted:
            return place.position, item
    raise AssertionError(wanted)


def saved(sitting, position, fields, *, sequence=1, flagged=False, hold=1, known=1):
    return {
        "sequence": sequence,
        "position": position,
        "fields": {f"q{position}-{name}": values for name, values in fields.items()},
        "flagged": flagged,
        "hold": hold,
        "known": known,
    }


def send(device, sitting, *batch):
    return device.post(
        page("responses", sitting),
        json.dumps(batch),
        content_type="application/json",
        headers={"accept": "application/json"},
    )


def given(sitting, item):
    answer = sitting.answers().get(item.identifier)
    return answer and answer.values


# Booking and starting.


def answered(device, sitting, *, correct):
    for place in sitting.form.places.select_related("version"):
        item = read_item(place.version.document)
        shown = items.render(item, response=items.key(item) if place.position <= correct else {}, prefix="q0-")
        fields = fields_of(shown, place.position)
        device.post(page("question", sitting, place.position), fields)


def fields_of(shown, position):
    """Return what a browser would post of a shown item."""
    fields = {}
    for tag in re.findall(r"<input[^>]*>", shown):
        if 'type="text"' in tag or " checked" in tag:
            name = re.search(r'name="([^"]*)"', tag)[1]
            fields.setdefault(html.unescape(name), []).append(re.search(r'value="([^"]*)"', tag)[1])
    for name, options in re.findall(r'<select id="[^"]*" name="([^"]*)"[^>]*>(.*?)</select>', shown, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected>', options)
        fields[html.unescape(name)] = [chosen[1] if chosen else ""]
    return {name.replace("q0-", f"q{position}-"): values for name, values in fields.items()}
