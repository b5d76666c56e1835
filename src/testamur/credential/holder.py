"""Whether a credential is somebody's: compared with what they say they are, an e-mail address or another identity.

Source: 1EdTech, Open Badges 3.0, appendix B.1.4 (AchievementSubject) and B.7.6 (IdentityObject).
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Final

from testamur.credential.findings import Finding, Verdict, no, not_asked, undecided, yes

EMAIL: Final = "emailAddress"
_HASHED: Final = re.compile(r"(sha256|md5)\$([0-9a-fA-F]{32}|[0-9a-fA-F]{64})", re.ASCII)
_DIGESTS: Final = {"sha256": hashlib.sha256, "md5": hashlib.md5}
_HEXADECIMAL: Final = {"sha256": 64, "md5": 32}

NOT_ASKED: Final = not_asked(
    "Nobody asked whose it is. To learn whether it is the person's who showed it, give their e-mail address."
)


def is_held_by(document: Mapping[str, object], claimed: str) -> bool | None:
    """Return whether a credential names this identity as its holder's; None if that cannot be told.

    Parameters
    ----------
    document : Mapping
        A credential.
    claimed : str
        An e-mail address, in any case; or another identity, such as a DID, letter by letter.
    """
    subject = document.get("credentialSubject")
    if not isinstance(subject, Mapping):
        return None
    claimed = unicodedata.normalize("NFC", claimed.strip())
    answers = list(_answers(subject, claimed))
    if True in answers:
        return True
    return None if not answers or None in answers else False


def _answers(subject: Mapping[str, object], claimed: str) -> Iterator[bool | None]:
    name = subject.get("id")
    if isinstance(name, str):
        is_address, is_email = name.lower().startswith("mailto:"), _is_email(claimed)
        if is_address and is_email:
            yield name[len("mailto:") :].casefold() == claimed.casefold()
        else:
            yield None if is_email else name == claimed
    stated = subject.get("identifier", [])
    for identity in stated if isinstance(stated, list) else [stated]:
        if isinstance(identity, Mapping):
            yield _compared(identity, claimed)


def _is_email(claimed: str) -> bool:
    return "@" in claimed and ":" not in claimed


def _compared(identity: Mapping[str, object], claimed: str) -> bool | None:
    """Return whether one identity of a holder is that which is claimed; of another kind, it tells nothing."""
    named, salt = identity.get("identityHash"), identity.get("salt", "")
    if not isinstance(named, str) or not isinstance(salt, str):
        return None
    is_email = _is_email(claimed)
    if (identity.get("identityType") == EMAIL) is not is_email:
        return None
    if identity.get("hashed") is False:
        return named.strip().casefold() == claimed.casefold() if is_email else named == claimed
    found = _HASHED.fullmatch(named)
    if found is None or len(found[2]) != _HEXADECIMAL[found[1]]:
        return None
    spellings = {claimed, claimed.lower()} if is_email else {claimed}  # issuers differ in whether they lower it
    digest = _DIGESTS[found[1]]
    return found[2].lower() in {digest((one + salt).encode()).hexdigest() for one in spellings}


def check_holder(document: Mapping[str, object], claimed: str) -> Finding:
    """Say whether a credential whose proof holds names as its holder whom the asker means.

    Only a plain no is a verdict: it is somebody else's then, whatever else is found. If it cannot be told, the
    credential itself is as good as it is.
    """
    if not claimed.strip():
        return NOT_ASKED
    what = "that e-mail address" if _is_email(claimed.strip()) else "that identity"
    answer = is_held_by(document, claimed)
    if answer is None:
        return undecided(f"Whether it is theirs cannot be told: it names its holder otherwise than by {what}.")
    if not answer:
        return no(
            f"It does not name {what}. It is somebody else's, or was earned under another one.",
            verdict=Verdict.NOT_THEIRS,
        )
    return yes(f"It names {what} as its holder's.")
