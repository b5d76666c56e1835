"""The picture of a credential: its own line work, with the signed document baked in."""

from typing import Final

from django.utils.translation import gettext

from testamur import credential
from testamur.site.records.artwork import medal
from testamur.site.records.models import Credential
from testamur.site.records.raster import png_of

POINTS: Final = 600
"""The side of the PNG picture; LinkedIn and mail programs show no more."""


def badge_picture(row: Credential, *, form: str) -> bytes:
    """Return the badge picture of a credential as ``svg`` or ``png``, its signed document inside."""
    edition = row.award.enrolment.edition
    words = {"title": edition.programme.award.title, "issuer": edition.organisation.name}
    drawing = medal(row.digest, label=gettext("%(title)s, %(issuer)s") % words)
    picture = png_of(drawing, size=POINTS) if form == "png" else drawing.encode()
    return credential.bake(picture, row.document.encode())
