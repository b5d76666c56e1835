"""Open Badges 3.0 as W3C Verifiable Credentials 2.0: compose, sign, withdraw by a status list, verify.

A badge is composed from plain values, signed with a Data Integrity proof by a key of its issuer (did:web), and
checked step by step with an answer in plain words. Contexts are pinned and never fetched; the clock, chance and
the network are arguments. Cryptosuites are one file each in `suites`.
"""

from testamur.credential.badge import (
    Achievement,
    Alignment,
    Badge,
    Criteria,
    Evidence,
    Issuer,
    Recipient,
    Result,
    ResultDescription,
    recipient,
)
from testamur.credential.baking.png import picture as png_picture
from testamur.credential.compose import compose
from testamur.credential.did import (
    did_document,
    did_key,
    did_of_url,
    did_web,
    document_url,
    issuer_document,
)
from testamur.credential.endorsement import Endorsement, compose_endorsement
from testamur.credential.external_signer import ExternalKey
from testamur.credential.external_signer import command as signer_command
from testamur.credential.findings import Answer, Verdict
from testamur.credential.general import OPTIONAL as OPTIONAL_CHECKS
from testamur.credential.general import check_credential, sign_general
from testamur.credential.general import problems_of as general_problems
from testamur.credential.jwt import write_jwt
from testamur.credential.keys import Signer, SigningKey, generate, unlocked
from testamur.credential.kit import Kit, is_kit, read_kit, write_kit
from testamur.credential.multikey import PublicKey, public_key
from testamur.credential.network import Network, Unreachable, refuse_address
from testamur.credential.offline import kit_published, verify_kit
from testamur.credential.presentation import Presented, check_presentation
from testamur.credential.proof import Credential, issuer_of, sign
from testamur.credential.record import (
    Asker,
    RecordCheck,
    SourceRead,
    check_record,
    compose_record,
    digest_of,
    is_record,
    read_records,
    record_in,
    sign_record,
)
from testamur.credential.related_resource import RelatedResource, integrity_of
from testamur.credential.sealing import sealed, unsealed
from testamur.credential.secured import content_of
from testamur.credential.shapes import Shapes
from testamur.credential.signed import SUITES
from testamur.credential.statement import Statement, compose_statement, statement_of
from testamur.credential.statement_fact import Fact
from testamur.credential.statement_reading import (
    EndorsementReading,
    Published,
    StatementReading,
    bound_statements,
    read_endorsement,
    read_statement,
    read_statements,
)
from testamur.credential.status import MINIMUM_ENTRIES, StatusEntry, compose_status_list, random_index
from testamur.credential.unwrap import MAX_GIVEN_BYTES, Given, bake, unwrap
from testamur.credential.verification import Step, Verification, verify

__all__ = [
    "MAX_GIVEN_BYTES",
    "MINIMUM_ENTRIES",
    "OPTIONAL_CHECKS",
    "SUITES",
    "Achievement",
    "Alignment",
    "Answer",
    "Asker",
    "Badge",
    "Credential",
    "Criteria",
    "Endorsement",
    "EndorsementReading",
    "Evidence",
    "ExternalKey",
    "Fact",
    "Given",
    "Issuer",
    "Kit",
    "Network",
    "Presented",
    "PublicKey",
    "Published",
    "Recipient",
    "RecordCheck",
    "RelatedResource",
    "Result",
    "ResultDescription",
    "Shapes",
    "Signer",
    "SigningKey",
    "SourceRead",
    "Statement",
    "StatementReading",
    "StatusEntry",
    "Step",
    "Unreachable",
    "Verdict",
    "Verification",
    "bake",
    "bound_statements",
    "check_credential",
    "check_presentation",
    "check_record",
    "compose",
    "compose_endorsement",
    "compose_record",
    "compose_statement",
    "compose_status_list",
    "content_of",
    "did_document",
    "did_key",
    "did_of_url",
    "did_web",
    "digest_of",
    "document_url",
    "general_problems",
    "generate",
    "integrity_of",
    "is_kit",
    "is_record",
    "issuer_document",
    "issuer_of",
    "kit_published",
    "png_picture",
    "public_key",
    "random_index",
    "read_endorsement",
    "read_kit",
    "read_records",
    "read_statement",
    "read_statements",
    "recipient",
    "record_in",
    "refuse_address",
    "sealed",
    "sign",
    "sign_general",
    "sign_record",
    "signer_command",
    "statement_of",
    "unlocked",
    "unsealed",
    "unwrap",
    "verify",
    "verify_kit",
    "write_jwt",
    "write_kit",
]
