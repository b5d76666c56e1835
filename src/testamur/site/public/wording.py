"""The words for the ids of the catalogue and the guide."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from testamur.site.records.wording import GROUPS, INTERESTS, LICENCES, STATUSES

NEEDS: Final[dict[str, Promise]] = {
    "capability": _("To be able to do the work"),
    "cme": _("Credit to renew a licence"),
    "hire": _("To be hired, or promoted elsewhere"),
    "internal-credentialing": _("To be credentialled by my own institution"),
    "specialty": _("To hold a speciality credential in AI"),
    "leadership": _("To lead"),
}
ARCHETYPES: Final[dict[str, Promise]] = {
    "user": _("I use AI in my work"),
    "purchaser": _("I choose and buy AI"),
    "driver": _("I lead the change that brings it in"),
    "shaper": _("I set the direction, the policy or the rules"),
    "embedder": _("I put it into systems and keep it working"),
    "creator": _("I build it, or its data"),
}
SETTINGS: Final[dict[str, Promise]] = {
    "academic-medical-centre": _("an academic medical centre"),
    "health-system": _("a hospital or health system"),
    "multinational": _("an employer in several countries"),
    "public-service": _("a public health service"),
}
EDUCATION: Final[dict[str, Promise]] = {
    "none": _("no degree"),
    "bachelor": _("a bachelor's degree"),
    "master": _("a master's degree"),
    "doctorate": _("a doctorate"),
}
CRITERIA: Final[dict[str, Promise]] = {
    "audience": _("made for this role"),
    "coverage": _("covers what the role must be able to do"),
    "rigour": _("how the award is assessed"),
    "portability": _("recognition outside its issuer"),
    "ce": _("continuing-education credit for the licence"),
    "cost": _("price"),
    "time": _("time it takes"),
    "recency": _("how recent its facts are"),
    "verification": _("can be verified by others"),
}
SITUATION: Final = _("what your situation asks")
"""The criterion that stands beside the others where a rule of the guide asks for something of its own."""

__all__ = [
    "ARCHETYPES",
    "CRITERIA",
    "EDUCATION",
    "GROUPS",
    "INTERESTS",
    "LICENCES",
    "NEEDS",
    "SETTINGS",
    "SITUATION",
    "STATUSES",
]
