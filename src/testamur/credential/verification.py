"""Check a credential of anybody's, step by step, and say in plain words what was found.

Source: W3C, Verifiable Credentials Data Model v2.0, section 7; 1EdTech, Open Badges 3.0, section 9 (verification).
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Final

from testamur.credential import confined
from testamur.credential.confined import Confine
from testamur.credential.contexts import Contexts, vendored
from testamur.credential.did import did_key_document
from testamur.credential.findings import (
    SEVERITY,
    Answer,
    Finding,
    Verdict,
    cannot_tell,
    no,
    reason,
    warning,
    yes,
)
from testamur.credential.holder import check_holder
from testamur.credential.proof import issuer_of, its_one_proof_holds, may_withhold
from testamur.credential.requirements import OPEN_BADGE, requirement_problems
from testamur.credential.screening import context_problems, form_problems, read
from testamur.credential.secured import Secured, check_secured, read_secured
from testamur.credential.shapes import Recognised, Shapes
from testamur.credential.standing import Fetch, check_status, check_validity
from testamur.credential.unwrap import Given, unwrap
from testamur.errors import DocumentError, Problem, Refused

TITLES: Final[Mapping[Verdict, str]] = {
    Verdict.CURRENT: "This credential is genuine and current.",
    Verdict.EXPIRED: "This credential is genuine, but it has expired.",
    Verdict.NOT_YET_VALID: "This credential is genuine, but it is not valid yet.",
    Verdict.REVOKED: "This credential was revoked by its issuer.",
    Verdict.SUSPENDED: "This credential is suspended by its issuer.",
    Verdict.NOT_GENUINE: "This is not a genuine credential as it stands.",
    Verdict.NOT_THEIRS: "This credential is not in the name of the person you asked about.",
    Verdict.CANNOT_TELL: "Whether this credential is good cannot be told now.",
}

THINGS: Final[Mapping[str, str]] = {"picture": "It", "QR code": "The QR code"}
"""How a sentence begins about what was given, where it is not the document itself that is wrong."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that was checked: the answer, a sentence, and every single problem if there are several."""

    name: str
    answer: Answer
    sentence: str
    details: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verification:
    """The answer about one credential at one moment, with the steps that led to it.

    `credential` is its content, and is there only if the proof holds: nothing else may be shown as fact.
    """

    verdict: Verdict
    at: datetime
    steps: tuple[Step, ...]
    credential: Mapping[str, object] | None = None

    @property
    def title(self) -> str:
        """The verdict in one sentence."""
        return TITLES[self.verdict]

    def step(self, name: str) -> Step:
        """Return the step of this name."""
        return next(step for step in self.steps if step.name == name)

    @property
    def is_good(self) -> bool:
        """Whether the credential is genuine and current."""
        return self.verdict is Verdict.CURRENT


@dataclass(frozen=True, slots=True)
class _Case:
    secured: Secured
    inside: str
    unreadable: Finding | None
    did_document: Callable[[str], Mapping[str, object]]
    fetch_status: Fetch
    at: datetime
    known_issuers: Collection[str]
    holder: str
    contexts: Contexts
    shapes: Shapes | None
    confine: Confine
    recognised: Recognised | None

    @property
    def document(self) -> Mapping[str, object]:
        return self.secured.document


def verify(  # noqa: PLR0913  (what is checked, who is asked, and what the asker knows)
    document: bytes | Mapping[str, object] | Given,
    *,
    resolve: Fetch,
    fetch_status: Fetch,
    at: datetime,
    known_issuers: Collection[str] = (),
    holder: str = "",
    contexts: Contexts | None = None,
    shapes: Shapes | None = None,
    confine: Confine = confined.run,
) -> Verification:
    """Check an Open Badge 3.0 and say what it is worth; whatever it holds, the answer is a `Verification`.

    Parameters
    ----------
    document : bytes, Mapping or Given
        The credential: as JSON text, as a token (VC-JWT), as a picture or a PDF file with either inside, as a
        picture of a QR code, or as JSON read. The address that a QR code holds is asked only for what is `Given`.
    resolve : callable
        The DID of an issuer -> its DID document, as bytes or JSON. Asked for did:web names only.
    fetch_status : callable
        The address of a status list -> the status list credential, as bytes or JSON.
        Both raise `OSError`, `Refused` or `DocumentError` if there is no answer.
    at : datetime
        The moment for which to tell, with a time zone.
    known_issuers : collection of str, optional
        The DIDs that the asker knows; another issuer is a warning, not a refusal.
    holder : str, optional
        Whose it is said to be: an e-mail address, or another identity such as a DID. If it is plainly somebody
        else's, that is the verdict; if nobody asks, or it cannot be told, the verdict is the credential's own.
    contexts : Contexts, optional
        The known contexts, otherwise those of this package.
    shapes : Shapes, optional
        Where the shapes of known issuers' credentials are kept, so that what is exactly of one is checked sooner.
        The answer is the same without.
    confine : callable, optional
        How to run what a stranger could make costly; otherwise in a process of its own, with limits.

    Returns
    -------
    Verification
        With all of `CHECKS` as its steps, in their order; those that make no sense any more say so.
    """
    secured, inside, unreadable = _read(document, confine=confine)
    if shapes and contexts not in {None, shapes.contexts}:
        shapes = None
    case = _Case(
        secured=secured,
        inside=inside,
        unreadable=unreadable,
        did_document=cache(lambda did: _did_document(did, resolve=resolve)),
        fetch_status=fetch_status,
        at=at,
        known_issuers=known_issuers,
        holder=holder,
        contexts=contexts or vendored(),
        shapes=shapes,
        confine=confine,
        recognised=_recognised(document, secured, shapes),
    )
    findings = _findings(case)
    steps = tuple(Step(name, f.answer, f.sentence, f.details) for name, f in findings.items())
    verdict = min((finding.verdict for finding in findings.values()), key=SEVERITY.index)
    proven = findings["proof"].answer is Answer.YES
    return Verification(verdict, at, steps, secured.document if proven else None)


def _recognised(
    source: bytes | Mapping[str, object] | Given, secured: Secured, shapes: Shapes | None
) -> Recognised | None:
    if not shapes or secured.token:
        return None
    given = source.data if isinstance(source, Given) else source
    text = given if isinstance(given, bytes) else None
    return shapes.recognise(secured.document, text=text)


def _findings(case: _Case) -> dict[str, Finding]:
    findings: dict[str, Finding] = {}
    stopped = False
    for check in CHECKS:
        findings[check.name] = NOT_CHECKED if stopped else check.run(case)
        stopped = stopped or (check.is_gate and findings[check.name].answer in STOPS)
    return findings


def _read(
    document: bytes | Mapping[str, object] | Given, *, confine: Confine
) -> tuple[Secured, str, Finding | None]:
    try:
        if isinstance(document, Mapping):
            return read_secured(document), "", None
        given = document if isinstance(document, Given) else Given(document)
        unwrapped = unwrap(given.data, look_up=given.look_up, confine=confine)
        return read_secured(unwrapped.credential), unwrapped.inside, None
    except DocumentError as error:
        return Secured({}), "", _unsafe(error.problems)
    except Refused as refused:
        return Secured({}), "", cannot_tell(f"{refused.reason.rstrip('.')}.")


def _unsafe(problems: tuple[Problem, ...]) -> Finding:
    thing = THINGS.get(problems[0].path)
    said = (
        f"{thing} {problems[0].sentence.rstrip('.')}" if thing else f"It cannot be read safely: {_first(problems)}"
    )
    return no(f"{said}.", details=problems)


def _well_formed(case: _Case) -> Finding:
    if case.unreadable:
        return case.unreadable
    problems = () if case.recognised else tuple(form_problems(case.document))
    if problems:
        return _unsafe(problems)
    if case.inside:
        return yes(f"It stands in {case.inside}, and says the same to people and to programs.")
    return yes("It can be read, and says the same to people and to programs.")


def _contexts(case: _Case) -> Finding:
    problems = () if case.recognised else tuple(context_problems(case.document, contexts=case.contexts))
    if not problems:
        return yes("Every term in it is used as the open standards define it.")
    named = case.document.get("@context")
    if isinstance(named, list) and named and all(isinstance(url, str) for url in named):
        return cannot_tell("It uses definitions that are not known here.", details=problems)
    return no(f"It does not say by which definitions to read it: {_first(problems)}.", details=problems)


def _schema(case: _Case) -> Finding:
    problems = () if case.recognised else tuple(requirement_problems(case.document, OPEN_BADGE))
    if problems:
        return no(f"It is not an Open Badge 3.0: {_first(problems)}.", details=problems)
    return yes("It is an Open Badge 3.0 with everything that one must have.")


def _issuer(case: _Case) -> Finding:
    did = issuer_of(case.document)
    try:
        document = case.did_document(did)
    except (DocumentError, Refused, OSError) as error:
        return cannot_tell(f"The issuer's published keys cannot be had: {reason(error)}.")
    if document.get("id") != did:
        return no(f"The address of the issuer {did} answers for somebody else.")
    return yes(f"The issuer {did} publishes its keys.")


def _did_document(did: str, *, resolve: Fetch) -> Mapping[str, object]:
    if did.startswith("did:key:"):
        return did_key_document(did)
    if not did.startswith("did:web:"):
        raise Refused("did-method", "issuers of this kind publish them in a way that is not known here")
    return read(resolve(did), name="DID document")


def _proof(case: _Case) -> Finding:
    did_document = case.did_document(issuer_of(case.document))
    if case.recognised and case.recognised.holds(did_document, at=case.at):
        return its_one_proof_holds(case.recognised.proof)
    finding = check_secured(
        case.secured,
        did_document=did_document,
        at=case.at,
        contexts=case.contexts,
        other_keys=case.did_document,
        confine=case.confine,
    )
    shapes = _trusted_shapes(case)
    if shapes and finding.answer is Answer.YES and not case.secured.token:
        shapes.learn(case.document)
    return finding


def _trusted_shapes(case: _Case) -> Shapes | None:
    return case.shapes if issuer_of(case.document) in case.known_issuers else None


def _status(case: _Case) -> Finding:
    if "credentialStatus" not in case.document and may_withhold(case.document):
        return cannot_tell("It does not show whether it can be withdrawn; its holder may have left that out.")
    return check_status(
        case.document,
        fetch_status=case.fetch_status,
        did_document=case.did_document(issuer_of(case.document)),
        at=case.at,
        shapes=_trusted_shapes(case),
        confine=case.confine,
    )


def _validity(case: _Case) -> Finding:
    if "validUntil" not in case.document and may_withhold(case.document):
        return cannot_tell("It does not show until when it is valid; its holder may have left that out.")
    return check_validity(case.document, at=case.at)


def _known_issuer(case: _Case) -> Finding:
    did = issuer_of(case.document)
    if did in case.known_issuers:
        return yes(f"The issuer {did} is known here.")
    return warning(f"The issuer {did} is not on the list of known issuers; make sure that it is who you think.")


def _holder(case: _Case) -> Finding:
    return check_holder(case.document, case.holder)


def _first(problems: tuple[Problem, ...]) -> str:
    more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
    return f"{str(problems[0]).rstrip('.')}{more}"


@dataclass(frozen=True, slots=True)
class Check:
    """One check by its name; after a gate that does not open, nothing further is checked."""

    name: str
    run: Callable[[_Case], Finding]
    is_gate: bool


CHECKS: Final = (
    Check("well-formed", _well_formed, is_gate=True),
    Check("contexts", _contexts, is_gate=True),
    Check("schema", _schema, is_gate=True),
    Check("issuer", _issuer, is_gate=True),
    Check("proof", _proof, is_gate=True),
    Check("status", _status, is_gate=False),
    Check("validity", _validity, is_gate=False),
    Check("known issuer", _known_issuer, is_gate=False),
    Check("holder", _holder, is_gate=False),
)
STOPS: Final = frozenset({Answer.NO, Answer.CANNOT_TELL})
NOT_CHECKED: Final = cannot_tell("Not checked, because of what was found before.")
