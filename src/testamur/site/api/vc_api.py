"""The VC-API: issue, verify, withdraw credentials of any kind, for programs that speak it.

Source: W3C Credentials Community Group, VC API (draft), sections 3.2 (issuing), 3.3 (verifying), 3.2.2 (status).
"""

from collections.abc import Mapping
from http import HTTPStatus
from time import monotonic
from typing import Final

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from testamur import credential
from testamur.credential import Answer, Verification
from testamur.credential.verification import NOT_CHECKED
from testamur.errors import DocumentError, Problem
from testamur.site.api.vc_door import Body, door, given, is_trial, key_for, options, text_of, unauthorised
from testamur.site.records import api_issuers, issuers
from testamur.site.records.actions import api_issuers as keys
from testamur.site.records.actions import credentials
from testamur.site.records.models import ApiIssuer

CHECK_NAMES: Final[Mapping[str, frozenset[str]]] = {
    "proof": frozenset(),
    "issuer": frozenset({"issuer"}),
    "credentialStatus": frozenset({"status"}),
    "validityPeriod": frozenset({"validity"}),
    "relatedResource": frozenset({"related resources"}),
    "credentialSchema": frozenset({"schema"}),
}
"""By the name of a check in the VC-API: ours. That of the proof is always made."""

CREDENTIAL_TYPES: Final = ("application/json", "application/vc", "application/ld+json", "application/vc+ld+json")
DID_TYPES: Final = ("application/json", "application/did+json", "application/did+ld+json")

DATA_MODEL: Final = "https://www.w3.org/TR/vc-data-model#"
SECURITY: Final = "https://w3id.org/security#"
PROBLEM_TYPES: Final[Mapping[str, str]] = {
    "well-formed": f"{DATA_MODEL}PARSING_ERROR",
    "contexts": f"{SECURITY}DATA_LOSS_DETECTION_ERROR",
    "data model": f"{DATA_MODEL}MALFORMED_VALUE_ERROR",
    "proof": f"{SECURITY}PROOF_VERIFICATION_ERROR",
    "issuer": f"{DATA_MODEL}CRYPTOGRAPHIC_SECURITY_ERROR",
    "holder": f"{DATA_MODEL}CRYPTOGRAPHIC_SECURITY_ERROR",
    "asker": f"{SECURITY}PROOF_VERIFICATION_ERROR",
    "status": "https://www.w3.org/ns/credentials/status-list#STATUS_VERIFICATION_ERROR",
    "validity": f"{DATA_MODEL}RANGE_ERROR",
    "related resources": f"{DATA_MODEL}CRYPTOGRAPHIC_SECURITY_ERROR",
    "schema": f"{DATA_MODEL}MALFORMED_VALUE_ERROR",
}
"""By check: the type of problem that a failure is."""


@door
def issue(request: HttpRequest, body: Body) -> HttpResponse:
    """Sign a credential with the key that the token opens."""
    document = given(body, "credential")
    identifier = text_of(options(body, "credentialId"), "credentialId") or str(document.get("id", ""))
    issuer = key_for(request, credential.issuer_of(document))
    if issuer is None and not is_trial():
        return unauthorised()
    if issuer is None:
        problems = credential.general_problems(document) or (Problem("issuer", "is none that signs here"),)
        raise DocumentError(problems, name="credential")
    signed = keys.issue(issuer=issuer, document=document, identifier=identifier, at=timezone.now())
    return JsonResponse(signed, status=HTTPStatus.CREATED)


@door
def verify(request: HttpRequest, body: Body) -> HttpResponse:
    """Check a credential of any kind."""
    at = timezone.now()
    document = given(body, "verifiableCredential")
    checks = _checks(request, options(body, "checks"))
    credentials.keep_status(at=at)
    found = credential.check_credential(
        document, resolve=issuers.resolve, fetch_status=issuers.fetch_status, at=at, checks=checks
    )
    return _answered([found], places=[""])


@door
def verify_presentation(request: HttpRequest, body: Body) -> HttpResponse:
    """Check a presentation and every credential in it."""
    at = timezone.now()
    document = given(body, "verifiablePresentation")
    stated = options(body, "checks", "challenge", "domain")
    checks = _checks(request, stated)
    credentials.keep_status(at=at)
    ends = monotonic() + issuers.PATIENCE
    found = credential.check_presentation(
        document,
        resolve=issuers.in_time(issuers.resolve, ends=ends),
        fetch_status=issuers.in_time(issuers.fetch_status, ends=ends),
        at=at,
        challenge=text_of(stated, "challenge"),
        domain=text_of(stated, "domain"),
        checks=checks,
    )
    places = [f"verifiableCredential[{index}]." for index in range(len(found.credentials))]
    return _answered([found.presentation, *found.credentials], places=["", *places])


@door
def change_status(request: HttpRequest, body: Body) -> HttpResponse:
    """Take a credential back for good, with the token of the key that signed it, also in a trial."""
    issuer = key_for(request, "")
    if issuer is None:
        return unauthorised()
    identifier = text_of(body, "credentialId")
    _refuse_other_changes(body.get("credentialStatus"))
    keys.withdraw(issuer=issuer, identifier=identifier, at=timezone.now())
    return JsonResponse({})


def _refuse_other_changes(stated: object) -> None:
    for entry in stated if isinstance(stated, list) and stated else [stated]:
        is_revocation = isinstance(entry, dict) and entry.get("statusPurpose") == "revocation"
        if not isinstance(entry, dict) or not is_revocation or entry.get("status", True) is not True:
            raise DocumentError([Problem("credentialStatus", "can only be set, for revocation")], name="body")


@require_safe
def issuer_did(request: HttpRequest, organisation: str, name: str) -> HttpResponse:
    """Give the DID document of a key for the VC-API, also of a closed one."""
    did = get_object_or_404(ApiIssuer, organisation__slug=organisation, name=name, did__startswith="did:web:")
    return _published(request, api_issuers.did_document(did), *DID_TYPES)


@require_safe
def status(request: HttpRequest, number: int) -> HttpResponse:
    """Give the signed status list of a key for the VC-API."""
    issuer = get_object_or_404(ApiIssuer, pk=number, keeps_status=True)
    return _published(request, api_issuers.status_list(issuer, at=timezone.now()), *CREDENTIAL_TYPES)


def _published(request: HttpRequest, document: Mapping[str, object], *types: str) -> HttpResponse:
    answer = JsonResponse(document, content_type=request.get_preferred_type(list(types)) or types[0])
    patch_vary_headers(answer, ["Accept"])
    answer["Access-Control-Allow-Origin"] = "*"
    answer["Cache-Control"] = "public, max-age=60"
    return answer


def _checks(request: HttpRequest, stated: Mapping[str, object]) -> frozenset[str]:
    """Return which of the optional checks to make, by the body's options, else by the address, else all."""
    asked = stated.get("checks", request.GET["checks"].split(",") if "checks" in request.GET else None)
    if asked is None:
        return credential.OPTIONAL_CHECKS
    if not isinstance(asked, list) or not all(name in CHECK_NAMES for name in asked):
        raise DocumentError([Problem("options.checks", f"must be some of {', '.join(CHECK_NAMES)}")], name="body")
    return frozenset[str]().union(*(CHECK_NAMES[name] for name in asked))


def _answered(found: list[Verification], *, places: list[str]) -> HttpResponse:
    """Answer yes only if no check of anything said no or could not be made."""
    steps = [(place, step) for place, one in zip(places, found, strict=True) for step in one.steps]
    problems = [
        {
            "type": PROBLEM_TYPES[step.name],
            "title": step.sentence,
            "detail": detail,
            "place": f"{place}{detail.partition(': ')[0]}" if step.details else place.rstrip("."),
        }
        for place, step in steps
        if step.answer in {Answer.NO, Answer.CANNOT_TELL} and step.sentence != NOT_CHECKED.sentence
        for detail in step.details or (step.sentence,)
    ]
    body = {
        "verified": not problems,
        "problemDetails": problems,
        "warnings": [f"{place}{step.sentence}" for place, step in steps if step.answer is Answer.WARNING],
        "checks": [
            {"check": f"{place}{step.name}", "answer": step.answer, "sentence": step.sentence}
            for place, step in steps
        ],
    }
    return JsonResponse(body, status=HTTPStatus.OK if body["verified"] else HTTPStatus.BAD_REQUEST)
