"""The records by noun."""

from testamur.site.records.models.api_issuer import ApiCredential, ApiIssuer
from testamur.site.records.models.audit import AuditEntry
from testamur.site.records.models.calibration import Calibration, CalibrationRequest, CalibrationSignOff
from testamur.site.records.models.contribution import Contribution, ContributionDecision
from testamur.site.records.models.credential import (
    Compromise,
    Credential,
    Ground,
    IssuerKey,
    NameConsent,
    Revocation,
    StatusList,
    Suspension,
)
from testamur.site.records.models.enrolment import (
    ActivityRecord,
    CreditClaim,
    Enrolment,
    LabAnswer,
    LabCase,
)
from testamur.site.records.models.group import GroupAnswer
from testamur.site.records.models.market import CatalogueImport, OfferingVersion
from testamur.site.records.models.organisation import Membership, Organisation
from testamur.site.records.models.panel import (
    JudgeDeclaration,
    JudgeExcuse,
    Panel,
    PanelEvent,
    PanelJudge,
    PanelRecord,
    Rating,
)
from testamur.site.records.models.person import Person
from testamur.site.records.models.plan import Plan, PlanStep
from testamur.site.records.models.programme import Form, FormItem, ItemVersion, ProgrammeEdition
from testamur.site.records.models.result import Appeal, Award, Decision, Extension, RenewalUnit, Score
from testamur.site.records.models.review import ReviewCase, ReviewRemark, Screening
from testamur.site.records.models.roster import RosterEntry, RosterLine, RosterRound
from testamur.site.records.models.scoring import (
    PassAnswer,
    PassReview,
    ScoringChange,
    ScoringSignature,
    ScoringWithdrawal,
)
from testamur.site.records.models.search import SearchEntry, SearchWord
from testamur.site.records.models.sitting import (
    Accommodation,
    Incident,
    ResponseEvent,
    Sitting,
    SittingEvent,
)
from testamur.site.records.models.statement import Endorsement, EndorsementWithdrawal, Statement
from testamur.site.records.models.technical_report import ReportRequest, TechnicalReport
from testamur.site.records.models.verification import VerificationRecord, VerifierKey
from testamur.site.records.models.wallet import WalletAccess, WalletFetch, WalletOffer
from testamur.site.records.models.watching import Delivery, Notice, StatusChange, Watch, Watcher, Webhook

__all__ = [
    "Accommodation",
    "ActivityRecord",
    "ApiCredential",
    "ApiIssuer",
    "Appeal",
    "AuditEntry",
    "Award",
    "Calibration",
    "CalibrationRequest",
    "CalibrationSignOff",
    "CatalogueImport",
    "Compromise",
    "Contribution",
    "ContributionDecision",
    "Credential",
    "CreditClaim",
    "Decision",
    "Delivery",
    "Endorsement",
    "EndorsementWithdrawal",
    "Enrolment",
    "Extension",
    "Form",
    "FormItem",
    "Ground",
    "GroupAnswer",
    "Incident",
    "IssuerKey",
    "ItemVersion",
    "JudgeDeclaration",
    "JudgeExcuse",
    "LabAnswer",
    "LabCase",
    "Membership",
    "NameConsent",
    "Notice",
    "OfferingVersion",
    "Organisation",
    "Panel",
    "PanelEvent",
    "PanelJudge",
    "PanelRecord",
    "PassAnswer",
    "PassReview",
    "Person",
    "Plan",
    "PlanStep",
    "ProgrammeEdition",
    "Rating",
    "RenewalUnit",
    "ReportRequest",
    "ResponseEvent",
    "ReviewCase",
    "ReviewRemark",
    "Revocation",
    "RosterEntry",
    "RosterLine",
    "RosterRound",
    "Score",
    "ScoringChange",
    "ScoringSignature",
    "ScoringWithdrawal",
    "Screening",
    "SearchEntry",
    "SearchWord",
    "Sitting",
    "SittingEvent",
    "Statement",
    "StatusChange",
    "StatusList",
    "Suspension",
    "TechnicalReport",
    "VerificationRecord",
    "VerifierKey",
    "WalletAccess",
    "WalletFetch",
    "WalletOffer",
    "Watch",
    "Watcher",
    "Webhook",
]
