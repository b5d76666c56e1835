"""A credential that was checked on a page, and is to be checked again for what the person wants done with it."""

import base64
import binascii

from django.http import HttpRequest

from testamur.credential import unwrap
from testamur.credential.screening import MAX_BYTES
from testamur.errors import DocumentError, Problem, Refused
from testamur.site.records import issuers


def to_give_again(document: bytes) -> str:
    """Return the credential in what was given as a form carries it along; nothing, if there is none in it."""
    try:
        inside = unwrap(document, look_up=issuers.fetch_own).credential
    except (DocumentError, Refused):
        return ""
    # In base64, because a form would change how lines end, and with it the digest.
    return base64.b64encode(inside).decode() if len(inside) <= MAX_BYTES else ""


def given_again(request: HttpRequest) -> bytes:
    """Return the credential that a form carries along.

    Raises
    ------
    DocumentError
        If there is none, or it is too large.
    """
    try:
        document = base64.b64decode(request.POST.get("document", ""), validate=True)
    except (binascii.Error, ValueError):
        document = b""
    if not document or len(document) > MAX_BYTES:
        raise DocumentError([Problem("document", "must be a credential of at most 256 kB, in base64")])
    return document
