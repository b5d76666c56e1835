"""Our roles as occupations of CTDL."""

from typing import Final

from testamur.catalogue.exchange.ctdl.plain import CONTEXT
from testamur.catalogue.exchange.ctdl.words import Node, in_language, stated
from testamur.catalogue.role import OccupationCode, Role

_SCHEMES: Final = {
    "O*NET-SOC": ("https://www.onetcenter.org/taxonomy.html", "https://www.onetonline.org/link/summary/"),
    "ESCO": (
        "https://esco.ec.europa.eu/en/classification/occupation_main",
        "http://data.europa.eu/esco/occupation/",
    ),
}


def role_as_ctdl(role: Role, *, address: str = "") -> Node:
    """Return a role as an occupation of CTDL, with the codes that were checked against their classification."""
    codes = [_coded(code) for code in role.code if not code.verify]
    return stated(
        {
            "@context": CONTEXT,
            "@id": address,
            "@type": "ceterms:Occupation",
            "ceterms:name": in_language(role.name),
            "ceterms:description": in_language("; ".join(task.does for task in role.task)),
            "ceterms:occupationType": codes,
        }
    )


def _coded(code: OccupationCode) -> Node:
    framework, prefix = _SCHEMES[code.scheme]
    return {
        "@type": "ceterms:CredentialAlignmentObject",
        "ceterms:framework": framework,
        "ceterms:frameworkName": in_language(code.scheme),
        "ceterms:codedNotation": code.code,
        "ceterms:targetNode": code.code if code.code.startswith("http") else prefix + code.code,
    }
