"""The records by noun."""

from testamur.site.records.models.audit import AuditEntry
from testamur.site.records.models.credential import (
    Credential,
    IssuerKey,
    NameConsent,
    Revocation,
    StatusList,
)
from testamur.site.records.models.enrolment import (
    ActivityRecord,
    CreditClaim,
    Enrolment,
    LabAnswer,
    LabCase,
)
from testamur.site.records.models.organisation import Membership, Organisation
from testamur.site.records.models.person import Person
from testamur.site.records.models.programme import Form, FormItem, ItemVersion, ProgrammeEdition
from testamur.site.records.models.result import Appeal, Award, Decision, Extension, RenewalUnit, Score
from testamur.site.records.models.roster import RosterEntry, VerificationRecord
from testamur.site.records.models.sitting import (
    Accommodation,
    Incident,
    ResponseEvent,
    Sitting,
    SittingEvent,
)

__all__ = [
    "Accommodation",
    "ActivityRecord",
    "Appeal",
    "AuditEntry",
    "Award",
    "Credential",
    "CreditClaim",
    "Decision",
    "Enrolment",
    "Extension",
    "Form",
    "FormItem",
    "Incident",
    "IssuerKey",
    "ItemVersion",
    "LabAnswer",
    "LabCase",
    "Membership",
    "NameConsent",
    "Organisation",
    "Person",
    "ProgrammeEdition",
    "RenewalUnit",
    "ResponseEvent",
    "Revocation",
    "RosterEntry",
    "Score",
    "Sitting",
    "SittingEvent",
    "StatusList",
    "VerificationRecord",
]
