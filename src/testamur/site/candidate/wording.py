"""How the candidate desk writes days, times and numbers."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

PACINGS: Final[dict[str, str | Promise]] = {
    "self-paced": _("online, self-paced, enduring material"),
    "on demand": _("online, on demand, enduring material"),
    "cohort": _("online, in a cohort with fixed dates"),
}
KINDS: Final[dict[str, str | Promise]] = {
    "module": _("module"),
    "session": _("live session"),
    "assignment": _("assignment"),
    "exam": _("examination"),
    "evaluation": _("evaluation form"),
}


def day(on: date) -> str:
    """Return a day in words."""
    return date_format(on, "j F Y")


def moment(at: datetime) -> str:
    """Return a moment in words, in UTC."""
    return gettext("%(moment)s UTC") % {"moment": date_format(at, "l j F Y, H:i")}


def length(left: timedelta) -> str:
    """Return a length of time in hours and minutes, rounded down."""
    hours, minutes = divmod(int(left.total_seconds() // 60), 60)
    if hours:
        return gettext("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": minutes}
    return gettext("%(minutes)d min") % {"minutes": minutes}


def credits_in_words(amount: Decimal | float) -> str:
    """Return an amount of credit."""
    text = f"{amount:.2f}"
    return ngettext("%(n)s credit", "%(n)s credits", 1 if amount == 1 else 2) % {"n": text}


def attempts_left(left: int | None) -> str:
    """Return how many attempts are left, None being no limit."""
    if left is None:
        return gettext("You can try as often as you like.")
    return ngettext("%(n)d attempt is left.", "%(n)d attempts are left.", left) % {"n": left}
