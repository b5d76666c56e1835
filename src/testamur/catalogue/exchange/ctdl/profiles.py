"""The profiles of CTDL: costs, durations, conditions and places, read into facts and written from them."""

from collections.abc import Iterator
from typing import Final

from testamur.catalogue.exchange.ctdl.words import (
    Fact,
    Length,
    Lookup,
    Node,
    TermError,
    duration,
    in_language,
    items,
    length,
    stated,
    text,
    texts,
    texts_of,
)
from testamur.catalogue.field import CURRENCIES

Facts = list[Fact]

_AGGREGATE: Final = {
    "@type": "ceterms:CredentialAlignmentObject",
    "ceterms:framework": "https://credreg.net/ctdl/terms/CostType",
    "ceterms:targetNode": "costType:AggregateCost",
    "ceterms:targetNodeName": {"en-US": "Aggregate Cost"},
}
# Names of countries as records write them; a code of two letters is taken as it stands.
_COUNTRIES: Final = {
    "united states": "US",
    "united states of america": "US",
    "united kingdom": "GB",
    "canada": "CA",
    "india": "IN",
    "ireland": "IE",
    "australia": "AU",
    "new zealand": "NZ",
    "germany": "DE",
    "france": "FR",
    "netherlands": "NL",
    "spain": "ES",
    "italy": "IT",
    "switzerland": "CH",
    "austria": "AT",
    "belgium": "BE",
    "sweden": "SE",
    "norway": "NO",
    "denmark": "DK",
    "finland": "FI",
    "poland": "PL",
    "portugal": "PT",
    "singapore": "SG",
    "south africa": "ZA",
}


def read_cost(node: Node, _lookup: Lookup) -> Facts:
    """Read what the whole costs."""
    profiles = [part for part in items(node["ceterms:estimatedCost"]) if isinstance(part, dict)]
    priced = [part for part in profiles if "ceterms:price" in part]
    for part in priced:
        price = part["ceterms:price"]
        if type(price) not in (int, float) or price < 0:
            raise TermError(f"must have a price that is a number and not negative; it is {str(price)[:40]!r}")
    whole = [part for part in priced if _is_aggregate(part)] or (priced if len(priced) == 1 else [])
    by_currency: dict[str, list[float]] = {}
    for part in whole:
        by_currency.setdefault(str(part.get("ceterms:currency")), []).append(part["ceterms:price"])
    return [_price(prices, unit) for unit, prices in by_currency.items() if unit in CURRENCIES]


def _is_aggregate(profile: Node) -> bool:
    kinds = (kind for kind in items(profile.get("ceterms:directCostType")) if isinstance(kind, dict))
    return any(kind.get("ceterms:targetNode") == "costType:AggregateCost" for kind in kinds)


def _price(prices: list[float], unit: str) -> Fact:
    if len(set(prices)) == 1:
        return Fact("price", prices[0], unit=unit)
    return Fact("price", low=float(min(prices)), high=float(max(prices)), unit=unit)


def write_cost(facts: Facts) -> Node:
    """Write what the whole costs."""
    profiles = [
        {
            "@type": "ceterms:CostProfile",
            "ceterms:currency": fact.unit,
            "ceterms:price": price,
            "ceterms:directCostType": _AGGREGATE,
        }
        for fact in facts
        for price in ((fact.low, fact.high) if fact.value is None else (fact.value,))
        if price is not None
    ]
    return {"ceterms:estimatedCost": profiles} if profiles else {}


def read_duration(node: Node, _lookup: Lookup) -> Facts:
    """Read how long it takes."""
    facts: Facts = []
    for part in items(node["ceterms:estimatedDuration"]):
        if not isinstance(part, dict):
            raise TermError(f"must be a duration profile; it is {str(part)[:40]!r}")
        ends = [length(part[term]) for term in _ENDS if term in part]
        exact = [length(part[term]) for term in _EXACT if term in part]
        facts += [_lasting(one, one) for one in exact if one]
        if ends and not exact and all(end and end.unit == (ends[0] or end).unit for end in ends):
            facts += _between(part)
    return facts


_EXACT: Final = ("ceterms:exactDuration", "ceterms:timeRequired")
_ENDS: Final = ("ceterms:minimumDuration", "ceterms:maximumDuration")


def _between(part: Node) -> Iterator[Fact]:
    low, high = (length(part[term]) if term in part else None for term in _ENDS)
    if low and high and low.number > high.number:
        raise TermError("has a minimum above its maximum")
    yield _lasting(low, high)


def _lasting(low: Length | None, high: Length | None) -> Fact:
    unit = (low or high or Length(0, "days")).unit
    name = "hours" if unit == "hours" else "length"
    if low and low == high:
        return Fact(name, low.number, unit=unit)
    return Fact(name, low=low and float(low.number), high=high and float(high.number), unit=unit)


def write_duration(facts: Facts) -> Node:
    """Write how long it takes."""
    profiles = [profile for fact in facts if len(profile := _duration_profile(fact)) > 1]
    return {"ceterms:estimatedDuration": profiles} if profiles else {}


def _duration_profile(fact: Fact) -> Node:
    numbers = (fact.value, fact.low, fact.high)
    terms = ("ceterms:exactDuration", *_ENDS)
    ends = ("" if number is None else duration(number, fact.unit) for number in numbers)
    return {"@type": "ceterms:DurationProfile"} | stated(dict(zip(terms, ends, strict=True)))


# In what a condition says of the applicant, the name of its profile tells what kind it is.
_CONDITION_NAMES: Final = {"requirement": "", "eligibility": "Eligibility", "prerequisite": "Prerequisites"}
_CONDITION_FIELDS: Final = {name.casefold(): field for field, name in _CONDITION_NAMES.items()}
_FIELD_OF_TERM: Final = {
    "ceterms:requires": "requirement",
    "ceterms:entryCondition": "eligibility",
    "ceterms:recommends": "prerequisite",
}
CONDITION_TERMS: Final = tuple(_FIELD_OF_TERM)


def read_conditions(node: Node, _lookup: Lookup) -> Facts:
    """Read what is asked of who applies."""
    facts = [
        Fact(_CONDITION_FIELDS.get(text(profile.get("ceterms:name")).casefold(), name) or name, said)
        for term, name in _FIELD_OF_TERM.items()
        for profile in _profiles(node, term)
        for said in _conditions(profile)
    ]
    return list(dict.fromkeys(facts))


def write_conditions(facts: Facts) -> Node:
    """Write what is asked of who applies."""
    profiles = [
        _condition(own) | ({"ceterms:name": in_language(name)} if (name := _CONDITION_NAMES[fact.field]) else {})
        for fact in facts
        for own in texts_of(fact.value)
    ]
    return {"ceterms:requires": profiles} if profiles else {}


def read_upkeep(node: Node, _lookup: Lookup) -> Facts:
    """Read what keeps a credential current."""
    said = [said for profile in _profiles(node, "ceterms:renewal") for said in _conditions(profile)]
    return [Fact("maintenance", own) for own in dict.fromkeys(said)]


def write_upkeep(facts: Facts) -> Node:
    """Write what keeps a credential current."""
    profiles = [_condition(own) for fact in facts for own in texts_of(fact.value)]
    return {"ceterms:renewal": profiles} if profiles else {}


def _profiles(node: Node, term: str) -> list[Node]:
    return [part for part in items(node.get(term, [])) if isinstance(part, dict)]


def _condition(own: str) -> Node:
    return {"@type": "ceterms:ConditionProfile", "ceterms:description": in_language(own)}


def _conditions(profile: Node) -> tuple[str, ...]:
    return texts(profile.get("ceterms:description")) + texts(profile.get("ceterms:condition"))


def read_jurisdiction(node: Node, _lookup: Lookup) -> Facts:
    """Read where it is offered."""
    profiles = [part for part in items(node["ceterms:jurisdiction"]) if isinstance(part, dict)]
    places = [place for part in profiles for place in items(part.get("ceterms:mainJurisdiction", []))]
    names = [name for place in places if isinstance(place, dict) for name in _country_names(place)]
    codes = [code for name in names if (code := _country_code(name))]
    worldwide = ["*"] if any(part.get("ceterms:globalJurisdiction") is True for part in profiles) else []
    said = [said for part in profiles for said in texts(part.get("ceterms:description"))]
    countries = tuple(dict.fromkeys(worldwide + codes))
    facts = [Fact(".countries", countries)] if countries else []
    return facts + ([Fact(".jurisdiction", "; ".join(dict.fromkeys(said)))] if said else [])


def _country_names(place: Node) -> tuple[str, ...]:
    return texts(place.get("ceterms:addressCountry")) or texts(place.get("ceterms:name"))


def _country_code(name: str) -> str:
    if len(name) == 2 and name.isascii() and name.isalpha() and name.isupper():
        return name
    return _COUNTRIES.get(name.casefold(), "")


def write_jurisdiction(facts: Facts) -> Node:
    """Write where it is offered."""
    said = {fact.field: fact.value for fact in facts}
    countries = said.get(".countries", ())
    places = [
        {"@type": "ceterms:Place", "ceterms:addressCountry": in_language(code)}
        for code in countries
        if code != "*"
    ]
    profile = stated(
        {
            "ceterms:globalJurisdiction": "*" in countries or None,
            "ceterms:mainJurisdiction": places,
            "ceterms:description": in_language(said[".jurisdiction"]) if said.get(".jurisdiction") else None,
        }
    )
    return {"ceterms:jurisdiction": [{"@type": "ceterms:JurisdictionProfile"} | profile]} if profile else {}
