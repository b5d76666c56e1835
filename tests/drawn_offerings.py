"""Offerings drawn for laws: any that the catalogue would take."""

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from testamur.catalogue import FIELDS, GRADES, INTERESTS, STATUSES, Claim, Field, Offering
from testamur.catalogue.offering import Group, Holder

TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=12).map(str.strip).filter(bool)
NUMBERS = st.integers(0, 9999) | st.floats(0, 9999, allow_nan=False).map(lambda x: round(x, 2))
ENDS = NUMBERS.map(float)
DATES = st.sampled_from(["", "2024", "2025-06", "2026-02-28"])
PAGES = st.sampled_from(["", "https://p.example/a", "http://www.q.example/b?c=1"])
SOURCES = st.sampled_from(["https://p.example/a", "https://list.example", "source-guide", "a letter"])
GROUPS_DRAWN: tuple[tuple[Group, ...], ...] = ((), ("clinicians",))
HOLDERS: tuple[Holder, ...] = ("person", "organisation")
# Few fields often, so that several claims meet on one; the others now and then.
OFTEN = ("price", "length", "hours", "class", "description", "skills", "requirement", "validity", "accreditation")


def _value(field: Field) -> st.SearchStrategy[dict[str, Any]]:
    if field.kind == "number":
        unit = st.sampled_from(field.units) if field.units else st.just("")
        ends = st.tuples(ENDS, ENDS).map(sorted)
        one = st.builds(lambda value, unit: {"value": value, "unit": unit}, NUMBERS, unit)
        two = st.builds(lambda ends, unit: {"low": ends[0], "high": ends[1], "unit": unit}, ends, unit)
        open_end = st.builds(lambda low, unit: {"low": low, "unit": unit}, ENDS, unit)
        return one | two | open_end
    lists = st.lists(TEXT, min_size=1, max_size=3, unique=True).map(tuple)
    kinds = {"flag": st.booleans(), "choice": st.sampled_from(field.choices or ("",)), "list": lists}
    value: st.SearchStrategy[Any] = kinds.get(field.kind, TEXT | lists)
    return value.map(lambda value: {"value": value})


VALUES = {name: _value(field) for name, field in FIELDS.items()}
NAMES = st.sampled_from(OFTEN) | st.sampled_from(sorted(FIELDS))
GRADES_OF = {own: st.sampled_from([g for g in GRADES if own or g != "B"]) for own in (True, False)}


@st.composite
def claims(draw: st.DrawFn) -> Claim:
    """Draw a sound claim."""
    field = FIELDS[draw(NAMES)]
    return Claim(
        field=field.name,
        source=draw(SOURCES),
        grade=draw(GRADES_OF[field.controlled]),
        interest=draw(st.sampled_from(sorted(INTERESTS))),
        as_of=draw(DATES),
        seen=draw(DATES),
        valid_from=draw(st.sampled_from(["", "2024"])),
        valid_to=draw(st.sampled_from(["", "2026-12"])),
        note=draw(st.just("") | TEXT),
        **draw(VALUES[field.name]),
    )


@st.composite
def offerings(draw: st.DrawFn) -> Offering:
    """Draw a sound offering."""
    own: list[Claim] = draw(st.lists(claims(), max_size=4))
    linked: bool = draw(st.booleans())
    if own and linked:
        old = own[0]
        replacing, disputing = (replace(old, source="later", supersedes=old.id), replace(old, disputes=old.id))
        own.append(draw(st.sampled_from([replacing, disputing])))
    return Offering(
        id=draw(st.from_regex(r"[a-z][a-z0-9]{0,5}(-[a-z0-9]{1,4})?", fullmatch=True)),
        name=draw(TEXT),
        provider=draw(TEXT),
        holder=draw(st.sampled_from(HOLDERS)),
        status=draw(st.sampled_from(sorted(STATUSES))),
        jurisdiction=draw(st.just("") | TEXT),
        countries=draw(st.sampled_from([(), ("*",), ("US", "CA")])),
        role_groups=draw(st.sampled_from(GROUPS_DRAWN)),
        in_source_guide=draw(st.booleans()),
        note=draw(st.just("") | TEXT),
        unknown=draw(st.sampled_from([("price",), ("price", "length; hours")])),
        claim=tuple(own),
        page=draw(PAGES),
        carried=draw(st.just({}) | st.dictionaries(TEXT, st.none() | TEXT | st.lists(st.booleans()), max_size=2)),
    )
