"""Section 2: what the forms are made of, and where they measure best."""

from collections.abc import Iterator
from typing import Final

import numpy as np

from testamur.psychometrics.ability import ability_at
from testamur.psychometrics.report import figures
from testamur.psychometrics.report.document import Block, Figure, NotDone, Note, Table
from testamur.psychometrics.report.findings import Findings, FormFindings, Measured, Reason
from testamur.psychometrics.report.section import SectionMaker
from testamur.psychometrics.report.tables import form_heading, name_of, stated
from testamur.psychometrics.report.wording import NOTHING, count, share


def cut_ability(form: FormFindings) -> float | None:
    """Return the ability at which the pass mark is the expected total; None where there is none."""
    if isinstance(form.measured, Reason) or not form.measured.tells_total:
        return None
    found = float(ability_at(form.measured.form, np.array([form.form.cut - form.measured.offset]))[0])
    return found if np.isfinite(found) else None


def _blocks(found: Findings) -> Iterator[Block]:
    yield Table(
        "Forms",
        ("Form", "Scored items", "Tried out", "Points", "Pass mark", "Sittings"),
        tuple(
            (
                form.form.name,
                count(len(form.items)),
                count(len(form.form.items) - len(form.items)),
                f"{form.maximum:g}",
                f"{form.form.cut} ({share(form.form.cut / form.maximum)} of the points)",
                count(form.n),
            )
            for form in found.forms
        ),
        (1, 2, 3, 5),
        (0.18, 0.14, 0.12, 0.1, 0.32, 0.14),
    )
    if len(found.forms) > 1:
        yield _overlap(found)
    for form in found.forms:
        yield from form_heading(found, form)
        yield _blueprint(found, form)
        yield from _curves(found, form)
    yield stated((("Exposure of items and its control", found.data.about.exposure),))
    yield Note(
        "The pass mark is a number of points; its share of the points is not a percentage correct that anybody was"
        " promised. Information is that of the item model at each ability (Birnbaum 1968; Samejima 1969)."
    )


def _overlap(found: Findings) -> Table:
    names = [form.form.name for form in found.forms]
    sets = [{item.item for item in form.items} for form in found.forms]
    return Table(
        "Scored items in common",
        ("Form", *names),
        tuple(
            (name, *(count(len(mine & theirs)) for theirs in sets)) for name, mine in zip(names, sets, strict=True)
        ),
        tuple(range(1, len(names) + 1)),
    )


def _blueprint(found: Findings, form: FormFindings) -> Block:
    areas = list(dict.fromkeys(item.area for item in form.items))
    targets = found.data.about.blueprint
    if areas == [""]:
        return NotDone(name_of(found, form, "Blueprint"), "no area of any item is among the data")
    rows = []
    for area in [*areas, *(one for one in targets if one not in areas)]:
        mine = [item for item in form.items if item.area == area]
        points = sum(item.points for item in mine)
        wanted = share(targets[area]) if area in targets else NOTHING
        rows.append((area or "no area", count(len(mine)), f"{points:g}", share(points / form.maximum), wanted))
    return Table(
        name_of(found, form, "Blueprint: what it asks and what there is"),
        ("Area", "Items", "Points", "Share of the points", "Target"),
        tuple(rows),
        (1, 2, 3, 4),
        (0.4, 0.12, 0.12, 0.2, 0.16),
    )


def _curves(found: Findings, form: FormFindings) -> Iterator[Block]:
    if not isinstance(form.measured, Measured):
        yield NotDone(name_of(found, form, "Information and expected score"), form.measured.text)
        return
    name = name_of(found, form, "")
    yield Figure(figures.information(form.measured.form, name=name, cut=cut_ability(form)))
    if not form.measured.tells_total:
        yield NotDone(
            name_of(found, form, "Expected score"), "items that discriminate the wrong way are not calibrated"
        )
        return
    yield Figure(
        figures.expected_score(
            form.measured.form,
            offset=form.measured.offset,
            maximum=form.maximum,
            name=name,
            cut=form.form.cut,
        )
    )


SECTION: Final = SectionMaker("form", 2, "Forms", _blocks)
