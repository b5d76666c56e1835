"""A change of scoring in the worked example: proposed by the examiner, waiting for somebody else to sign."""

from datetime import datetime

from testamur.items.facts import key_position
from testamur.site.records.actions import scoring
from testamur.site.records.models import FormItem, Person, ProgrammeEdition
from testamur.site.records.rescoring.preview import Proposal, preview
from testamur.site.records.rescoring.rules import Do, ItemChange
from testamur.site.records.stored import read_item


def propose_scoring(*, edition: ProgrammeEdition, examiner: Person, at: datetime) -> None:
    """Propose to give everybody the point of the first single choice of the edition's first form."""
    places = FormItem.objects.filter(form__edition=edition, form__purpose="exam").select_related("version")
    version = next(
        place.version
        for place in places.order_by("form_id", "position")
        if key_position(read_item(place.version.document))
    )
    proposal = Proposal((ItemChange(version.identifier, version.digest, Do.CREDIT),))
    scoring.propose(
        edition=edition,
        proposal=proposal,
        digest=scoring.state_digest(preview(edition, proposal, at=at).document),
        reason="Two of three experts would defend a second answer to one of the questions (simulated).",
        by=examiner,
        at=at,
    )
