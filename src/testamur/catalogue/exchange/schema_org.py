"""Mark-up of schema.org for pages: what is known for sure of an offering, a role or a framework.

It is read by machines that show it without our doubt, so it holds only what has grade A to C and what nobody
contradicts. Source: schema.org, EducationalOccupationalCredential, Course, Occupation, DefinedTermSet.
"""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from testamur.catalogue.claim import Interval
from testamur.catalogue.exchange.ctdl.plain import came_from_ctdl
from testamur.catalogue.framework import Framework
from testamur.catalogue.offering import Offering
from testamur.catalogue.readings import reading
from testamur.catalogue.role import OccupationCode, Role
from testamur.catalogue.shown import shown

CONTEXT: Final = "https://schema.org"
_SURE: Final = frozenset("ABC")
_LONGEST_LABEL: Final = 40
_CODE_SETS: Final[dict[str, tuple[str, str, str]]] = {
    "O*NET-SOC": (
        "O*NET-SOC Taxonomy",
        "https://www.onetcenter.org/taxonomy.html",
        "https://www.onetonline.org/link/summary/",
    ),
    "ESCO": (
        "European Skills, Competences, Qualifications and Occupations (ESCO)",
        "https://esco.ec.europa.eu/en/classification/occupation_main",
        "http://data.europa.eu/esco/occupation/",
    ),
}
Markup = dict[str, Any]


def as_schema_org(offering: Offering, *, url: str, at: date | None = None) -> Markup:
    """Return the mark-up of an offering on its page at `url`; empty if nobody confirms that it exists.

    Parameters
    ----------
    offering : Offering
        The claims about it.
    url : str
        The address of our page about it.
    at : date, optional
        The day asked about, as in `shown`.
    """
    if offering.status != "confirmed-exists":
        return {}
    credential = _credential(offering, url=url, at=at)
    if _sure(offering, "signal.a1", at) is not True:
        return {"@context": CONTEXT, **credential}
    offers = credential.pop("offers", None)
    course = _course(offering, url=url, offers=offers, at=at)
    return {"@context": CONTEXT, "@graph": [credential, course]}


def _credential(offering: Offering, *, url: str, at: date | None) -> Markup:
    return _stated(
        {
            "@type": "EducationalOccupationalCredential",
            "@id": f"{url}#credential",
            "name": offering.name,
            "url": offering.page or url,
            "subjectOf": {"@type": "WebPage", "url": url},
            "provider": _organization(offering.provider),
            "description": _text(offering, "description", at),
            "credentialCategory": _label(offering, "class", at),
            "educationalLevel": _label(offering, "level", at),
            "competencyRequired": _words(offering, "skills", at),
            "recognizedBy": [_organization(name) for name in _accreditors(offering, at)],
            "validFor": _duration(_number(offering, "validity", at), "P{}M"),
            "inLanguage": _words(offering, "languages", at),
            "offers": _offers(offering, at),
        }
    )


def _course(offering: Offering, *, url: str, offers: object, at: date | None) -> Markup:
    hours = _number(offering, "hours", at)
    instance = {
        "@type": "CourseInstance",
        "courseWorkload": _duration(hours, "PT{}H"),
        "courseSchedule": _schedule(_number(offering, "weeks", at)),
    }
    return _stated(
        {
            "@type": "Course",
            "@id": f"{url}#course",
            "name": offering.name,
            "url": offering.page or url,
            "description": _text(offering, "description", at),
            "provider": _organization(offering.provider),
            "educationalCredentialAwarded": {"@id": f"{url}#credential"},
            "coursePrerequisites": _text(offering, "prerequisite", at),
            "teaches": _words(offering, "skills", at),
            "timeRequired": _duration(hours, "PT{}H"),
            "inLanguage": _words(offering, "languages", at),
            "offers": offers,
            "hasCourseInstance": _instance(_stated(instance), _starts(offering, at)),
        }
    )


def _instance(instance: Markup, starts: tuple[str, ...]) -> Any:  # noqa: ANN401  (one or several)
    if starts:
        return [instance | {"startDate": start} for start in starts]
    return instance if len(instance) > 1 else None


def _starts(offering: Offering, at: date | None) -> tuple[str, ...]:
    days = _words(offering, "starts", at)
    return tuple(day for day in days if len(day) == len("2026-01-31") and day.count("-") == 2)


def _schedule(weeks: Interval | None) -> Markup | None:
    duration = _duration(weeks, "P{}W")
    return {"@type": "Schedule", "duration": duration} if duration else None


def _organization(name: str) -> Markup:
    return {"@type": "Organization", "name": name}


def _sure(offering: Offering, field: str, at: date | None) -> Any:  # noqa: ANN401  (text, flag or list)
    """Return what is known of a field for sure; None if it is not known, weakly known or contradicted."""
    found = shown(offering, field, at=at)
    return found.value if found.grade in _SURE and not found.conflicts else None


def _text(offering: Offering, field: str, at: date | None) -> str | None:
    value = _sure(offering, field, at)
    return "; ".join(value) if isinstance(value, tuple) else value


def _words(offering: Offering, field: str, at: date | None) -> tuple[str, ...]:
    value = _sure(offering, field, at)
    return (value,) if isinstance(value, str) else value or ()


def _label(offering: Offering, field: str, at: date | None) -> str | None:
    """Return a text that is a label; a sentence stands on the page and is no label."""
    text = _text(offering, field, at)
    return text if text and len(text) <= _LONGEST_LABEL and ";" not in text else None


def _accreditors(offering: Offering, at: date | None) -> tuple[str, ...]:
    """Return who accredits it, where that is told by name: in records of CTDL, and not in sentences of ours."""
    if not came_from_ctdl(offering.carried) or _sure(offering, "portability.p2", at) is not True:
        return ()
    return _words(offering, "accreditation", at)


def _number(offering: Offering, name: str, at: date | None) -> Interval | None:
    """Return a stated number; a derived one is ours, and nobody's statement."""
    found = reading(offering, name, at=at)
    sure = found.grade in _SURE and not found.conflicts and not found.derivation
    return found.interval if sure else None


def _duration(interval: Interval | None, pattern: str) -> str | None:
    """Return a duration of ISO 8601, if it is one number and whole where ISO 8601 wants it whole."""
    if interval is None or interval.low is None or interval.low != interval.high:
        return None
    if interval.low != int(interval.low):
        return None
    return pattern.format(int(interval.low))


def _offers(offering: Offering, at: date | None) -> Markup | None:
    found = reading(offering, "price", at=at)
    interval = _number(offering, "price", at)
    if interval is None or not found.unit:
        return None
    if interval.low == interval.high:
        return {"@type": "Offer", "price": interval.low, "priceCurrency": found.unit}
    ends = {"lowPrice": interval.low, "highPrice": interval.high}
    return _stated({"@type": "AggregateOffer", **ends, "priceCurrency": found.unit})


def _stated(markup: Mapping[str, Any]) -> Markup:
    return {key: value for key, value in markup.items() if value not in (None, "", (), [], {})}


def role_as_schema_org(role: Role, *, url: str) -> Markup:
    """Return the mark-up of a role on its page at `url`: an Occupation, with the codes that were checked."""
    return _stated(
        {
            "@context": CONTEXT,
            "@type": "Occupation",
            "@id": f"{url}#role",
            "name": role.name,
            "url": url,
            "responsibilities": [task.does for task in role.task],
            "skills": [{"@type": "DefinedTerm", "termCode": target.code} for target in role.target],
            "occupationalCategory": [_category(code) for code in role.code if not code.verify],
        }
    )


def _category(code: OccupationCode) -> Markup:
    title, address, prefix = _CODE_SETS[code.scheme]
    return {
        "@type": "CategoryCode",
        "codeValue": code.code,
        "url": code.code if code.code.startswith("http") else prefix + code.code,
        "inCodeSet": {"@type": "CategoryCodeSet", "name": title, "url": address},
    }


def framework_as_schema_org(framework: Framework, *, url: str) -> Markup:
    """Return the mark-up of a framework on its page at `url`: a DefinedTermSet with its competencies."""
    own = f"{url}#framework"
    return _stated(
        {
            "@context": CONTEXT,
            "@type": "DefinedTermSet",
            "@id": own,
            "name": framework.title,
            "url": url,
            "creator": _organization(framework.creator),
            "version": framework.version,
            "inLanguage": framework.language,
            "isBasedOn": framework.source,
            "dateModified": framework.changed_at.isoformat(),
            "hasDefinedTerm": [
                _stated(
                    {
                        "@type": "DefinedTerm",
                        "@id": competency.uri,
                        "termCode": competency.code,
                        "name": competency.name or competency.statement,
                        "description": competency.statement if competency.name else None,
                        "inDefinedTermSet": own,
                    }
                )
                for competency in framework.competencies
            ],
        }
    )


def as_script_text(markup: Markup) -> str:
    r"""Return mark-up as the text of a ``<script type="application/ld+json">``, which it cannot end or leave."""
    text = json.dumps(markup, ensure_ascii=False)
    return text.replace("&", r"\u0026").replace("<", r"\u003c").replace(">", r"\u003e")
