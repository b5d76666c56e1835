"""Frameworks as CASE 1.1 packages, ours and other people's.

Source: 1EdTech, Competencies and Academic Standards Exchange (CASE) Service 1.1, final release of 24 January 2025,
section 7, data model. What CASE has no name for stands in ``extensions``: in our own packages, which say their id
there, they are our attributes; in those of others they are carried. What we have no attribute for, and what is put
in another form than ours, is carried too, so that a package comes out as it came in.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields, replace
from typing import Any, Final, TypeVar

from testamur.catalogue.framework import Association, Competency, Framework, Level, framework_problems
from testamur.catalogue.slug import slug
from testamur.documents import plain, shape
from testamur.errors import DocumentError, Problem

Part = TypeVar("Part", Competency, Association, Framework)
Table = dict[str, Any]

# The names of CASE and ours.
_DOCUMENT: Final = {
    "identifier": "identifier",
    "uri": "uri",
    "title": "title",
    "creator": "creator",
    "version": "version",
    "adoptionStatus": "status",
    "language": "language",
    "officialSourceURL": "source",
    "lastChangeDateTime": "changed_at",
}
_ITEM: Final = {
    "identifier": "id",
    "uri": "uri",
    "humanCodingScheme": "code",
    "abbreviatedStatement": "name",
    "fullStatement": "statement",
    "CFItemType": "kind",
    "lastChangeDateTime": "changed_at",
}
_ASSOCIATION: Final = {
    "identifier": "id",
    "uri": "uri",
    "associationType": "kind",
    "originNodeURI": "origin",
    "destinationNodeURI": "destination",
    "lastChangeDateTime": "changed_at",
}
_BASE: Final = frozenset({"identifier", "uri", "lastChangeDateTime", "extensions"})
_NAMED: Final = _BASE | {"title", "description"}
# The terms that each class of CASE 1.1 may hold.
TERMS: Final[dict[str, frozenset[str]]] = {
    "CFPackage": frozenset(
        {"CFDocument", "CFItems", "CFAssociations", "CFDefinitions", "CFRubrics", "extensions"}
    ),
    "CFDocument": _NAMED
    | {"frameworkType", "caseVersion", "creator", "officialSourceURL", "publisher", "subject", "subjectURI"}
    | {"language", "version", "adoptionStatus", "statusStartDate", "statusEndDate", "licenseURI", "notes"}
    | {"CFPackageURI"},
    "CFItem": _BASE
    | {"fullStatement", "alternativeLabel", "CFItemType", "humanCodingScheme", "listEnumeration", "notes"}
    | {"abbreviatedStatement", "conceptKeywords", "conceptKeywordsURI", "subject", "subjectURI", "language"}
    | {"educationLevel", "CFItemTypeURI", "licenseURI", "statusStartDate", "statusEndDate", "CFDocumentURI"},
    "CFAssociation": _BASE
    | {"associationType", "sequenceNumber", "originNodeURI", "destinationNodeURI", "notes"}
    | {"CFAssociationGroupingURI", "CFDocumentURI"},
    "CFDefinition": frozenset(
        {"CFConcepts", "CFSubjects", "CFLicenses", "CFItemTypes", "CFAssociationGroupings", "extensions"}
    ),
    "CFConcept": _NAMED | {"keywords", "hierarchyCode"},
    "CFSubject": _NAMED | {"hierarchyCode"},
    "CFLicense": _NAMED | {"licenseText"},
    "CFItemType": _NAMED | {"hierarchyCode", "typeCode"},
    "CFAssociationGrouping": _NAMED,
    "CFRubric": _NAMED | {"CFRubricCriteria"},
    "CFRubricCriterion": _BASE
    | {"category", "description", "CFItemURI", "weight", "position", "rubricId", "CFRubricCriterionLevels"},
    "CFRubricCriterionLevel": _BASE
    | {"description", "quality", "score", "feedback", "position", "rubricCriterionId"},
}
# The lists of a class, and the class of what they hold.
_LISTS: Final[dict[str, dict[str, str]]] = {
    "CFPackage": {"CFItems": "CFItem", "CFAssociations": "CFAssociation", "CFRubrics": "CFRubric"},
    "CFDefinition": {
        "CFConcepts": "CFConcept",
        "CFSubjects": "CFSubject",
        "CFLicenses": "CFLicense",
        "CFItemTypes": "CFItemType",
        "CFAssociationGroupings": "CFAssociationGrouping",
    },
    "CFRubric": {"CFRubricCriteria": "CFRubricCriterion"},
    "CFRubricCriterion": {"CFRubricCriterionLevels": "CFRubricCriterionLevel"},
}
_TABLES: Final = {"CFPackage": {"CFDocument": "CFDocument", "CFDefinitions": "CFDefinition"}}
_PACKAGE: Final = "CFPackage"
_READ: Final = frozenset({"CFDocument", "CFItems", "CFAssociations"})
# The terms a package had not, though we would write them.
_ABSENT: Final = "absent"
_END: Final = ("title", "identifier", "uri")


def framework_from_case(package: object, *, name: str = "") -> Framework:
    """Return the framework in a CASE 1.1 package.

    Raises
    ------
    DocumentError
        With every problem, by the names of the package.
    """
    if not isinstance(package, dict) or not {"CFDocument", "CFItems"} <= package.keys():
        raise DocumentError([Problem("", "must be a CASE package with CFDocument and CFItems")], name=name)
    problems = list(_term_problems(package, "CFPackage", ""))
    ours = _is_ours(package)
    codes = _codes(package)
    competencies = _parts(package, "CFItems", Competency, _ITEM, problems, ours=ours, defaults=codes)
    associations = _parts(package, "CFAssociations", Association, _ASSOCIATION, problems, ours=ours)
    framework = _part(package["CFDocument"], Framework, _DOCUMENT, problems, "CFDocument", ours=ours)
    if problems or framework is None:
        raise DocumentError(problems, name=name)
    around = {
        term: value for term, value in package.items() if term not in _LISTS[_PACKAGE] or term == "CFRubrics"
    }
    around = {term: value for term, value in around.items() if term != "CFDocument"}
    if "CFAssociations" not in package:
        around[_ABSENT] = ["CFAssociations"]
    carried = {**framework.carried} | ({_PACKAGE: around} if around else {})
    whole = replace(framework, competencies=competencies, associations=associations, carried=carried)
    problems += framework_problems(whole)
    if problems:
        raise DocumentError(problems, name=name)
    return whole


def _is_ours(package: Table) -> bool:
    document = package["CFDocument"]
    extensions = document.get("extensions") if isinstance(document, dict) else None
    return isinstance(extensions, dict) and isinstance(extensions.get("id"), str)


def _term_problems(value: object, kind: str, path: str) -> Iterator[Problem]:
    """Say which terms CASE does not know where they stand, and what is no table or list where one must stand."""
    if not isinstance(value, dict):
        yield Problem(path, "must be a table")
        return
    for term in value:
        if term not in TERMS[kind] and not term.startswith("@"):
            yield Problem(_joined(path, term), "is not known here")
    for term, inner in _TABLES.get(kind, {}).items():
        if term in value:
            yield from _term_problems(value[term], inner, _joined(path, term))
    for term, inner in _LISTS.get(kind, {}).items():
        if term in value and not isinstance(value[term], list):
            yield Problem(_joined(path, term), "must be a list")
        for i, part in enumerate(value.get(term, []) if isinstance(value.get(term), list) else []):
            yield from _term_problems(part, inner, f"{_joined(path, term)}[{i}]")


def _codes(package: Table) -> list[Table]:
    """Return what an item is called where it has no coding scheme, or shares it with others."""
    items = package["CFItems"] if isinstance(package["CFItems"], list) else []
    tables = [item if isinstance(item, dict) else {} for item in items]
    times = Counter(str(item.get("humanCodingScheme", "")) for item in tables)
    defaults: list[Table] = []
    for item in tables:
        scheme, short = str(item.get("humanCodingScheme") or ""), str(item.get("identifier"))[:8]
        alone = scheme if times[scheme] == 1 and scheme else f"{scheme} ({short})".strip()
        defaults.append({"code": alone, "kind": "item"})
    return defaults


def _parts(
    package: Table,
    key: str,
    cls: type[Part],
    names: Mapping[str, str],
    problems: list[Problem],
    *,
    ours: bool,
    defaults: list[Table] | None = None,
) -> tuple[Part, ...]:
    raws = package.get(key, [])
    if not isinstance(raws, list):
        return ()
    found = [
        _part(raw, cls, names, problems, f"{key}[{i}]", ours=ours, defaults=defaults[i] if defaults else None)
        for i, raw in enumerate(raws)
    ]
    return tuple(part for part in found if part is not None)


def _part(
    raw: object,
    cls: type[Part],
    names: Mapping[str, str],
    problems: list[Problem],
    path: str,
    *,
    ours: bool,
    defaults: Table | None = None,
) -> Part | None:
    """Return one table as a value of ours, with what it says beyond that carried."""
    if not isinstance(raw, dict):
        return None
    own = {attribute: raw[case] for case, attribute in names.items() if raw.get(case) is not None}
    own |= {end: _end(own[end]) for end in ("origin", "destination") if end in own}
    if ours:
        own |= raw["extensions"] if isinstance(raw.get("extensions"), dict) else {}
    else:
        own = _with_defaults(own, cls, defaults or {})
    try:
        part = shape(own, cls)
    except DocumentError as error:
        problems += [Problem(_path(path, p.path, names), p.sentence) for p in error.problems]
        return None
    written = _cased(part, names)
    carried = {term: value for term, value in raw.items() if term not in written or written[term] != value}
    absent = [term for term in written if term not in raw]
    return replace(part, carried=carried | ({_ABSENT: absent} if absent else {}))


def _with_defaults(own: Table, cls: type, defaults: Table) -> Table:
    """Return what a package of others says, with what we need and CASE lets it leave out."""
    if cls is Framework:
        return {"id": slug(str(own.get("title", ""))) or "framework", "status": ""} | own
    if cls is Competency:
        return {"kind": defaults["kind"]} | own | {"code": defaults["code"]}
    return own


def _end(value: object) -> object:
    """Return a link with the three terms that we know; `targetType` is carried with the whole."""
    if not isinstance(value, dict):
        return value
    return {"title": ""} | {term: value[term] for term in _END if term in value}


def _path(start: str, path: str, names: Mapping[str, str]) -> str:
    """Return a problem's path in the words of the package."""
    ours = {own: case for case, own in names.items()}
    first, dot, rest = path.partition(".")
    return ".".join(part for part in (start, ours.get(first, first) + dot + rest) if part)


def _joined(path: str, term: str) -> str:
    return f"{path}.{term}" if path else term


def as_case(framework: Framework) -> dict[str, Any]:
    """Return the framework as a CASE 1.1 package, ready for JSON."""
    package = {
        "CFDocument": _given_back(framework, _DOCUMENT),
        "CFItems": [_given_back(c, _ITEM) for c in framework.competencies],
        "CFAssociations": [_given_back(a, _ASSOCIATION) for a in framework.associations],
    }
    around = framework.carried.get(_PACKAGE, {})
    return {term: v for term, v in (package | around).items() if term not in (_ABSENT, *around.get(_ABSENT, ()))}


def _given_back(part: Framework | Competency | Association, names: Mapping[str, str]) -> Table:
    absent = part.carried.get(_ABSENT, ())
    table = {**_cased(part, names), **part.carried}
    return {term: value for term, value in table.items() if term not in (_ABSENT, _PACKAGE, *absent)}


def _cased(part: Framework | Competency | Association, names: Mapping[str, str]) -> Table:
    """Return what a value says, by the names of CASE; what is in no column stands in ``extensions`` as ours."""
    own = {k: v for k, v in _stated(part).items() if k not in ("competencies", "associations", "carried")}
    cased = {case: own.pop(ours) for case, ours in names.items() if ours in own}
    return cased | ({"extensions": own} if own else {})


def _stated(value: Framework | Competency | Association | Level) -> Table:
    """Return the attributes that say something, as plain data."""
    stated: Table = {}
    for attribute in fields(value):
        own = getattr(value, attribute.name)
        if own or attribute.default is MISSING:
            parts = isinstance(own, tuple) and any(isinstance(part, Level) for part in own)
            stated[attribute.name] = [_stated(part) for part in own] if parts else plain(own)
    return {key: item for key, item in stated.items() if item not in ((), [], {})}
