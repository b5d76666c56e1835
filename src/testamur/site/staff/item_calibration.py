"""What calibrations say of one version of an item, and where it is used."""

from dataclasses import dataclass

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext

from testamur.site.records.calibrations import in_use, signed, state_of
from testamur.site.records.measuring import ItemFound, ItemReading, KeptCalibration, item_readings, read_kept
from testamur.site.records.models import Calibration, FormItem, ItemVersion, Organisation, ProgrammeEdition
from testamur.site.records.shown_plot import ShownPlot, shown_plot
from testamur.site.records.table import Cell, Row, number, rows
from testamur.site.staff.calibration_plots import item_curve
from testamur.site.staff.calibration_rows import STATES, flag_words, mean_square, parameters_of
from testamur.site.staff.wording import PURPOSES, day, share


@dataclass(frozen=True, slots=True)
class CalibratedVersion:
    """A version of an item in the calibration that is in use."""

    kept: Calibration
    flags: str
    facts: list[Row]
    curve: ShownPlot


def calibrated_version(edition: ProgrammeEdition, version: ItemVersion) -> CalibratedVersion | None:
    """Return what the calibration in use says of a version; None if it has it not, or there is none."""
    kept = in_use(edition)
    reading = _reading(kept, version) if kept else None
    if kept is None or reading is None:
        return None
    curve = shown_plot(item_curve(read_kept(kept.document), reading))
    return CalibratedVersion(kept, flag_words(reading), _fact_rows(reading), curve)


def _reading(kept: Calibration, version: ItemVersion) -> ItemReading | None:
    read: KeptCalibration = read_kept(kept.document)
    return next((one for one in item_readings(read) if one.column.digest == version.digest), None)


def _fact_rows(reading: ItemReading) -> list[Row]:
    names = {"b": gettext("Difficulty, b"), "a": gettext("Discrimination, a"), "c": gettext("Guessing, c")}
    found = reading.found
    return rows(
        [gettext("Figure"), gettext("Value")],
        [
            *([names[name], number(told)] for name, told in parameters_of(reading.item).items()),
            [gettext("Infit"), number(mean_square(found.infit, found.infit_standardised))],
            [gettext("Outfit"), number(mean_square(found.outfit, found.outfit_standardised))],
            [gettext("S-X2"), number(_s_x2(found))],
            [gettext("People"), number(reading.column.persons)],
        ],
    )


def _s_x2(found: ItemFound) -> str:
    if found.chi_square is None or found.p is None:
        return gettext("not tested: too few people, or nearly all of them right or wrong")
    words = {"x": f"{found.chi_square:.1f}", "df": found.degrees, "form": found.form, "p": f"{found.p:.3f}"}
    return gettext("%(x)s on %(df)d degrees of freedom, p %(p)s, form %(form)s") % words


def history_rows(edition: ProgrammeEdition, version: ItemVersion, *, slug: str) -> list[Row]:
    """Return what each signed calibration of the programme found of a version, the latest first."""
    labels = [
        *(gettext("Signed"), gettext("State"), gettext("People"), gettext("Right"), gettext("Parameters")),
        gettext("Flags"),
    ]
    found = [(kept, reading) for kept in signed(edition) if (reading := _reading(kept, version))]
    return rows(
        labels,
        (
            [
                Cell(day(kept.sign_off.at.date()), reverse("staff:calibration", args=[slug, kept.pk])),
                STATES[state_of(kept)],
                number(reading.column.persons),
                number(share(reading.column.correct)),
                ", ".join(f"{name} {told}" for name, told in parameters_of(reading.item).items()),
                flag_words(reading),
            ]
            for kept, reading in found
        ),
    )


def use_rows(organisation: Organisation, version: ItemVersion, *, slug: str) -> list[Row]:
    """Return the forms of an organisation that have a version, and how often each was sat to its end."""
    places = FormItem.objects.filter(version=version, form__edition__organisation=organisation)
    counted = places.select_related("form__edition").annotate(
        closed=Count("form__sittings__scores", filter=Q(form__sittings__scores__supersedes=None))
    )
    labels = [gettext("Form"), gettext("Edition"), gettext("For"), gettext("Position"), gettext("Sittings closed")]
    return rows(
        labels,
        (
            [
                Cell(place.form.name, reverse("staff:form", args=[slug, place.form_id])),
                place.form.edition.edition,
                PURPOSES[place.form.purpose],
                number(place.position),
                number(place.closed),
            ]
            for place in counted.order_by("form_id")
        ),
    )
