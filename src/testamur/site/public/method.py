"""How the guide works, published whole: rubric, rules, every constant with its reason, and versions."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from testamur import fit
from testamur.catalogue import rubric
from testamur.catalogue.field import SIGNALS
from testamur.fit.constants import Constant, constant
from testamur.site.public import made
from testamur.site.public.wording import CRITERIA
from testamur.site.records.advising import SEED
from testamur.site.records.library import library
from testamur.site.records.table import Cell, Row, rows

GROUPS: Final[tuple[tuple[str, Promise, tuple[str, ...]], ...]] = (
    ("believing", _("How far a claim is believed"), ("width", "seen", "unlisted", "caution")),
    ("drawing", _("Drawing weights and values"), ("draws", "concentration")),
    (
        "saying",
        _("Clear, leaning, open, and the forms of the answer"),
        ("clear", "leaning", "counsel", "pair", "complements", "speaks_for", "speaks_against", "weak_share"),
    ),
    ("changing", _("Why not that, and what would change it"), ("against", "changes")),
    ("valuing", _("The criteria"), ("price_scale", "hours_scale", "fresh_years", "stale_years", "portability")),
    ("needing", _("What the need moves"), ("need",)),
    ("ruling", _("What a rule of the guide weighs"), ("rule",)),
)
"""The constants in groups, each with its anchor, its title and the first words of their names."""
OTHERS: Final = _("Others")


@dataclass(frozen=True, slots=True)
class Group:
    """Some of the constants, under one anchor."""

    anchor: str
    title: str | Promise
    constants: tuple[Constant, ...]


@require_safe
def method(request: HttpRequest) -> HttpResponse:
    """Publish everything that the guide works by."""
    present = made.now()
    context = {
        "groups": list(groups()),
        "clear": f"{constant('clear'):.0%}",
        "leaning": f"{constant('leaning'):.0%}",
        "draws": f"{constant('draws'):,.0f}",
        "policies": fit.POLICIES.values(),
        "criteria": CRITERIA.items(),
        "rules": fit.RULES,
        "classes": [(rubric.CLASSES[name], rubric.MEANINGS[name]) for name in rubric.CLASSES],
        "class_rules": class_rules(),
        "signals": SIGNALS.items(),
        "presumed": rubric.PRESUMED_FALSE.items(),
        "levels": list(enumerate(rubric.LEVELS)),
        "topics": rubric.TOPICS.values(),
        "least_topics": rubric.LEAST_CHECKS,
        "roles": sorted(library().roles.values(), key=lambda role: role.name),
        "seed": SEED,
        "made": present,
    }
    return render(request, "public/method.html", context)


def groups() -> Iterator[Group]:
    """Yield every constant of the ranking once, in groups."""
    left = list(fit.TABLE)
    for anchor, title, names in GROUPS:
        chosen = [one for one in left if one.name.partition(".")[0] in names]
        left = [one for one in left if one not in chosen]
        yield Group(anchor, title, tuple(chosen))
    if left:
        yield Group("others", OTHERS, tuple(left))


def class_rules() -> list[Row]:
    """Return the rules by which a class is found, from above."""
    labels = [gettext("Rule"), gettext("If"), gettext("then")]
    return rows(
        labels,
        [
            (place, Cell(rule.rule if rule.rule != "True" else gettext("nothing above holds")), given)
            for place, rule in enumerate(rubric.RULES, start=1)
            for given in [rubric.CLASSES[rule.gives]]
        ],
    )
