"""Our own words that several desks use, translated."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from testamur.items.wording import Wording

GROUPS: Final[dict[str, Promise]] = {
    "clinicians": _("Clinicians"),
    "administrators-operations": _("Administrators and operations"),
    "informatics-data": _("Informatics and data"),
}
LICENCES: Final[dict[str, Promise]] = {
    "none": _("none"),
    "physician": _("physician"),
    "registered-nurse": _("registered nurse"),
    "pharmacist": _("pharmacist"),
    "radiographer": _("radiographer"),
}
INTERESTS: Final[dict[str, Promise]] = {
    "self": _("speaks for itself, or for the one it was written for"),
    "rival": _("speaks of a rival"),
}
STATUSES: Final[dict[str, Promise]] = {
    "confirmed-exists": _("Seen outside the source guide"),
    "source-guide-only": _("Only the source guide states it"),
    "credential-not-identified": _("The provider exists; the named credential cannot be pinned down"),
    "single-weak-source": _("One weak source"),
    "unconfirmed": _("Heard of; nothing usable found"),
}


def item_words() -> Wording:
    """Return the words that `items.render` and `items.render_review` add, in the reader's language."""
    return {
        "answer": gettext("Answer"),
        "answer-number": gettext("Answer {number}"),
        "choose": gettext("Choose"),
        "choose-one": gettext("Choose one."),
        "choose-any": gettext("Choose all that apply."),
        "choose-up-to": gettext("Choose at most {count}."),
        "gap": gettext("Gap {number}"),
        "competency": gettext("Competency"),
        "given": gettext("Answer given"),
        "key": gettext("Right answer"),
        "key-mark": gettext("right"),
        "given-mark": gettext("given"),
        "level": gettext("Level"),
        "no-answer": gettext("No answer"),
        "by-person": gettext("Scored by a person"),
        "options": gettext("Options"),
        "points": gettext("Points"),
        "points-of": gettext("{points} of {maximum}"),
        "rationale": gettext("Why"),
        "reference": gettext("Reference"),
        "status": gettext("Status"),
        "order-hint": gettext("Give each one its place."),
        "pair": gettext("Pair {number}"),
        "pair-first": gettext("Pair {number}, first"),
        "pair-second": gettext("Pair {number}, second"),
        "place": gettext("Place"),
        "range": gettext("From {lower} to {upper}"),
        "range-step": gettext("From {lower} to {upper}, in steps of {step}"),
        "statement": gettext("Statement"),
    }
