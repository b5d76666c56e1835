"""A calibration as tables."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import numpy as np
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from testamur.psychometrics.calibration import CalibratedItem
from testamur.site.records.calibrations import State, state_of
from testamur.site.records.measuring import FitFlag, FormReading, ItemReading, KeptCalibration
from testamur.site.records.models import Calibration, CalibrationRequest, FormItem, ProgrammeEdition
from testamur.site.records.table import Cell, Row, number, rows
from testamur.site.staff.wording import moment, share, who

FLAGS: Final[dict[FitFlag, str | Promise]] = {
    FitFlag.MISFIT: _("does not follow its curve"),
    FitFlag.NOISY: _("more surprises than its curve allows"),
    FitFlag.MUTED: _("fewer surprises than its curve expects"),
    FitFlag.FLAT: _("hardly tells strong from weak"),
    FitFlag.FAR: _("far beyond the people who sat"),
    FitFlag.LOOSE: _("its difficulty is hardly known"),
}
STATES: Final[dict[State, str | Promise]] = {
    State.DRAFT: _("draft, waits for a second person"),
    State.SIGNED: _("signed, in use"),
    State.SUPERSEDED: _("signed, superseded"),
    State.REFUSED: _("refused"),
}
MODELS: Final[dict[str, str | Promise]] = {
    "auto": _("by the number of people"),
    "rasch": _("Rasch"),
    "2pl": _("two-parameter logistic"),
    "3pl": _("three-parameter logistic"),
}
SPACE: Final = "\N{NO-BREAK SPACE}"
Places = Mapping[str, tuple[int, int]]


def places_of(edition: ProgrammeEdition) -> Places:
    """Return form and position of each version of an item by its digest, on the latest form that has it."""
    kept = FormItem.objects.filter(form__edition=edition).order_by("form_id")
    return {digest: (form, at) for digest, form, at in kept.values_list("version__digest", "form_id", "position")}


def calibration_rows(kept: Iterable[Calibration], *, slug: str) -> list[Row]:
    """Return the calibrations of an edition, each leading to its page."""
    labels = [gettext("Made"), gettext("Item model"), gettext("People"), gettext("State"), gettext("Digest")]
    return rows(
        labels,
        (
            [
                Cell(moment(one.made_at), reverse("staff:calibration", args=[slug, one.pk])),
                MODELS[one.model],
                number(one.persons),
                STATES[state_of(one)],
                one.digest[:12],
            ]
            for one in kept
        ),
    )


def request_rows(kept: Iterable[CalibrationRequest]) -> list[Row]:
    """Return what was asked for and is not there, with the reason."""
    labels = [gettext("Asked for"), gettext("Item model"), gettext("By"), gettext("What became of it")]
    return rows(
        labels,
        (
            [
                moment(one.asked_at),
                MODELS[one.model],
                who(one.by) if one.by else gettext("an operator"),
                one.reason or gettext("It waits for the worker, since there are many sittings."),
            ]
            for one in kept
        ),
    )


def with_error(value: float | None, error: float | None) -> str:
    """Return a parameter with its standard error, or that it is held, or that its error is not known."""
    if value is None:
        return ""
    if error is None or np.isnan(error):
        return gettext("%(value)s, error unknown") % {"value": f"{value:.2f}"}
    if error == 0:
        return gettext("%(value)s, held") % {"value": f"{value:.2f}"}
    return f"{value:.2f}{SPACE}±{SPACE}{error:.2f}"


def parameters_of(item: CalibratedItem) -> dict[str, str]:
    """Return a, b and c of an item, those that its item model has, each with its standard error."""
    found = {"b": with_error(item.difficulty, item.difficulty_error)}
    for name in ("a", "c"):
        if name in item.parameters:
            found[name] = with_error(item.parameters[name], item.standard_errors.get(name))
    return found


def flag_words(reading: ItemReading) -> str:
    """Return the flags of an item in words."""
    return "; ".join(str(FLAGS[flag]) for flag in reading.flags) or gettext("none")


def item_rows(readings: Sequence[ItemReading], *, slug: str, places: Places) -> list[Row]:
    """Return the items with parameters, fit and flags; each leads to its page."""
    names = [name for name in ("b", "a", "c") if readings and name in parameters_of(readings[0].item)]
    labels = [
        *(gettext("Item"), gettext("Right"), *names, gettext("Infit"), gettext("Outfit"), gettext("S-X2, p")),
        gettext("Flags"),
    ]
    return rows(labels, (_item_line(reading, names, slug=slug, places=places) for reading in readings))


def _item_line(reading: ItemReading, names: Sequence[str], *, slug: str, places: Places) -> list[object]:
    found, told = reading.found, parameters_of(reading.item)
    return [
        _title(reading, slug=slug, places=places),
        number(share(reading.column.correct)),
        *(number(told[name]) for name in names),
        number(mean_square(found.infit, found.infit_standardised)),
        number(mean_square(found.outfit, found.outfit_standardised)),
        number(gettext("not tested") if found.p is None else f"{found.p:.3f}"),
        flag_words(reading),
    ]


def _title(reading: ItemReading, *, slug: str, places: Places) -> Cell:
    place = places.get(reading.column.digest)
    return Cell(reading.column.title, reverse("staff:item", args=[slug, *place]) if place else "")


def mean_square(value: float | None, standardised: float | None) -> str:
    """Return a mean square with its standardised value."""
    if value is None:
        return gettext("undefined")
    return (
        f"{value:.2f}"
        if standardised is None
        else f"{value:.2f}{SPACE}(z{SPACE}{round(standardised, 1) + 0.0:.1f})"
    )


def form_rows(forms: Iterable[FormReading], *, slug: str, keys: Mapping[str, int]) -> list[Row]:
    """Return the forms with what they tell at the pass mark."""
    labels = [
        *(gettext("Form"), gettext("People"), gettext("Items calibrated"), gettext("Ability at the pass mark")),
        *(gettext("Error there, in logits"), gettext("Information there"), gettext("Digest")),
    ]
    return rows(
        labels,
        (
            [
                _form(one, slug=slug, keys=keys),
                number(one.form.persons),
                number(len(one.form.items)),
                *(number(_told(value)) for value in (one.cut, one.error, one.information)),
                one.form.digest,
            ]
            for one in forms
        ),
    )


def _form(one: FormReading, *, slug: str, keys: Mapping[str, int]) -> Cell:
    pk = keys.get(one.form.digest)
    return Cell(one.form.name, reverse("staff:form", args=[slug, pk]) if pk else "")


def _told(value: float) -> str:
    return f"{value:.2f}" if np.isfinite(value) else gettext("undefined")


def left_out_rows(kept: KeptCalibration) -> list[Row]:
    """Return the items that are not calibrated, with the reason."""
    labels = [gettext("Item"), gettext("People"), gettext("Why not")]
    return rows(labels, ([one.column.title, number(one.column.persons), one.reason] for one in kept.exam.left_out))
