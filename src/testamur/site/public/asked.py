"""What stands in the address of an answer: the questions' answers, the day, what it was made from, the weights."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Final
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext

from testamur.catalogue import Role
from testamur.fit import Profile
from testamur.site.public.countries import COUNTRIES
from testamur.site.public.inputs import ChooseInput
from testamur.site.public.weighing import parameter
from testamur.site.public.wording import ARCHETYPES, EDUCATION, LICENCES, NEEDS, SETTINGS

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """What was filled in, in the order of the questions; nothing that was left open."""

    pairs: Pairs

    def __contains__(self, name: str) -> bool:
        return any(name == given for given, _ in self.pairs)

    def but(self, **changed: str) -> "Asked":
        """Return the same with some things set otherwise."""
        kept = tuple(pair for pair in self.pairs if pair[0] not in changed)
        return replace(self, pairs=(*kept, *changed.items()))

    def without(self, *names: str) -> "Asked":
        """Return the same with some things left open."""
        return replace(self, pairs=tuple(pair for pair in self.pairs if pair[0] not in names))

    def weighed(self, points: Mapping[str, int] | None) -> "Asked":
        """Return the same with the reader's points, if there are any."""
        given = () if points is None else tuple((parameter(name), str(value)) for name, value in points.items())
        return replace(self, pairs=(*self.pairs, *given))

    def address(self, view: str = "public:advice") -> str:
        """Return the address of the answer, or of another page that is asked the same."""
        return f"{reverse(view)}?{urlencode(self.pairs)}"


def asked(query: QueryDict) -> Asked:
    """Return what an address says, but for the weights."""
    return Asked(
        tuple(
            (name, value)
            for name in ChooseInput.base_fields
            for value in (query.getlist(name) if name == "prior" else [query.get(name, "").strip()])
            if value
        )
    )


def in_words(profile: Profile, role: Role) -> str:
    """Return what was asked, in one line."""
    given: dict[str, object] = asdict(profile)
    said = [say(given[name]) for name, say in _SAID.items() if given[name] not in (None, "", ())]
    return " · ".join([role.name, *said])


_SAID: Final[dict[str, Callable[[Any], str]]] = {
    "archetype": lambda archetype: str(ARCHETYPES[archetype]),
    "need": lambda need: str(NEEDS[need]),
    "setting": lambda setting: str(SETTINGS[setting]),
    "country": lambda country: COUNTRIES.get(country, country),
    "licence": lambda licence: gettext("licence: %(licence)s") % {"licence": LICENCES[licence]},
    "education": lambda degree: str(EDUCATION[degree]),
    "board_certified": lambda yes: gettext("board-certified") if yes else gettext("not board-certified"),
    "hours_per_week": lambda hours: gettext("%(hours)g h a week") % {"hours": hours},
    "weeks": lambda weeks: gettext("for %(weeks)g weeks") % {"weeks": weeks},
    "by": lambda day: gettext("by %(day)s") % {"day": date_format(day, "j F Y")},
    "budget": lambda budget: gettext("up to USD %(budget)s") % {"budget": f"{budget:,.0f}"},
    "pacing": lambda pacing: gettext("at your own pace") if pacing == "self-paced" else gettext("with a group"),
    "programming_ok": lambda yes: gettext("programming welcome") if yes else gettext("no programming"),
    "prior": lambda held: (
        ngettext("one credential held", "%(number)d credentials held", len(held)) % {"number": len(held)}
    ),
}
