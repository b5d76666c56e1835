"""The words for the ids of the catalogue and the guide."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

GROUPS: Final[dict[str, Promise]] = {
    "clinicians": _("Clinicians"),
    "administrators-operations": _("Administrators and operations"),
    "informatics-data": _("Informatics and data"),
}
LICENCES: Final[dict[str, Promise]] = {
    "none": _("none"),
    "physician": _("physician"),
    "registered-nurse": _("registered nurse"),
    "pharmacist": _("pharmacist"),
    "radiographer": _("radiographer"),
}
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
STATUSES: Final[dict[str, Promise]] = {
    "confirmed-exists": _("Seen outside the source guide"),
    "source-guide-only": _("Only the source guide states it"),
    "credential-not-identified": _("The provider exists; the named credential cannot be pinned down"),
    "single-weak-source": _("One weak source"),
    "unconfirmed": _("Heard of; nothing usable found"),
}
INTERESTS: Final[dict[str, Promise]] = {
    "self": _("speaks for itself, or for the one it was written for"),
    "rival": _("speaks of a rival"),
}
