"""Our own words on shown items, translated."""

from django.utils.translation import gettext

from testamur.items.wording import Wording


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
