"""What each criterion counts, as the reader drags it: points in the address, weights in the answer."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from testamur import fit
from testamur.catalogue import Role
from testamur.fit import Profile
from testamur.site.public.wording import CRITERIA, SITUATION
from testamur.site.records.advising import Own

MOST: Final = 100
"""The most points that a criterion can be given."""


class WeightsInput(forms.Form):
    """Points for every criterion; where none are given, the role's weights count."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  (as Django's own)
        super().__init__(*args, **kwargs)
        for name, label in {**CRITERIA, fit.SITUATION: SITUATION}.items():
            self.fields[parameter(name)] = forms.IntegerField(
                label=str(label), min_value=0, max_value=MOST, required=False
            )

    def clean(self) -> dict[str, Any]:
        """Ask that something counts."""
        given = [points for points in self.cleaned_data.values() if points is not None]
        if given and not any(given) and not self.errors:
            raise forms.ValidationError(_("At least one criterion must count for something."))
        return self.cleaned_data

    def points(self, role: Role, profile: Profile) -> dict[str, int] | None:
        """Return the points of every criterion; None if none were given, or just those the role has."""
        start = starting(role, profile)
        given = {name: self.cleaned_data.get(parameter(name)) for name in start}
        if all(points is None for points in given.values()):
            return None
        points = {name: start[name] if value is None else int(value) for name, value in given.items()}
        return None if points == start or not any(points.values()) else points


def parameter(criterion: str) -> str:
    """Return the name under which a criterion's points stand in the address."""
    return f"w_{criterion}"


def starting(role: Role, profile: Profile) -> dict[str, int]:
    """Return the role's weights, moved by need and situation, as points of 100."""
    return {name: round(weight * 100) for name, weight in fit.weights_of(profile, role).items()}


def weights_of(points: Mapping[str, int] | None) -> Own | None:
    """Return points as weights that sum to 1."""
    if points is None:
        return None
    whole = sum(points.values())
    return tuple((name, value / whole) for name, value in points.items())


@dataclass(frozen=True, slots=True)
class Slider:
    """One criterion to drag: its points now and at the start, and its part of the whole now."""

    name: str
    label: str | Promise
    points: int
    start: int
    share: str


def sliders(points: Mapping[str, int] | None, start: Mapping[str, int]) -> Iterator[Slider]:
    """Yield a slider for every criterion, in the order of the criteria."""
    now = points or start
    whole = sum(now.values())
    for name in start:
        label = CRITERIA.get(name, SITUATION)
        yield Slider(parameter(name), label, now[name], start[name], f"{now[name] / whole:.0%}")
