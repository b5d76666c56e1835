"""How the staff desk writes people, days, times and states."""

from datetime import date, datetime, timedelta
from typing import Final

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from testamur.delivery import Kind, State
from testamur.programme import Programme
from testamur.site.records.library import library
from testamur.site.records.models import Person

STATES: Final[dict[State, str | Promise]] = {
    State.SCHEDULED: _("booked, not started"),
    State.ADMITTED: _("let in, not started"),
    State.OPEN: _("running"),
    State.PAUSED: _("paused"),
    State.SUBMITTED: _("handed in"),
    State.TIMED_OUT: _("closed when the time was over"),
    State.VOIDED: _("voided"),
}
KINDS: Final[dict[Kind, str | Promise]] = {
    Kind.ADMIT: _("let in"),
    Kind.START: _("started"),
    Kind.PAUSE: _("paused"),
    Kind.RESUME: _("resumed"),
    Kind.EXTEND: _("time added"),
    Kind.SUBMIT: _("handed in"),
    Kind.TIME_OUT: _("closed when the time was over"),
    Kind.VOID: _("voided"),
}
OUTCOMES: Final[dict[str, str | Promise]] = {
    "passed": _("passed"),
    "failed": _("failed"),
    "attended": _("attended"),
    "absent": _("absent"),
    "done": _("done"),
    "void": _("voided, does not count"),
}
PURPOSES: Final[dict[str, str | Promise]] = {"exam": _("examination"), "renewal": _("re-examination")}


def who(person: Person) -> SafeString:
    """Return a person's name, else their address, with the label of simulated people."""
    name = person.name or person.email
    if not person.is_simulated:
        return format_html("{}", name)
    return format_html('{} <span class="simulated">{}</span>', name, gettext("Simulated"))


def day(on: date | None) -> str:
    """Return a day in words."""
    return date_format(on, "j F Y") if on else ""


def moment(at: datetime | None) -> str:
    """Return a moment in words, in UTC."""
    return gettext("%(moment)s UTC") % {"moment": date_format(at, "j F Y, H:i")} if at else ""


def clock(at: datetime | None) -> str:
    """Return a time of today, to the second."""
    return date_format(at, "H:i:s") if at else ""


def length(left: timedelta) -> str:
    """Return a length of time in hours and minutes."""
    hours, minutes = divmod(int(left.total_seconds() // 60), 60)
    if hours:
        return gettext("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": minutes}
    return gettext("%(minutes)d min") % {"minutes": minutes}


def part_title(programme: Programme, part: str) -> str:
    """Return the title of a component, with the text if the part is the quiz of one."""
    component_id, _slash, text = part.partition("/")
    title = next((c.title for c in programme.component if c.id == component_id), component_id)
    if not text:
        return title
    page = library().texts.get(text)
    return f"{title}: {page.heading.title if page else text}"


def share(part: float) -> str:
    """Return a share in per cent."""
    return gettext("%(n)s %%") % {"n": f"{part * 100:.0f}"}
