"""Which cases are open."""

from django.db.models import OuterRef, QuerySet, Subquery

from testamur.delivery import ReviewWord
from testamur.site.records.models import Organisation, ReviewCase, ReviewRemark


def cases(organisation: Organisation) -> QuerySet[ReviewCase]:
    """Return every case of an organisation, the most unusual of the latest screening first."""
    found = ReviewCase.objects.filter(screening__edition__organisation=organisation)
    related = ("sittings__enrolment__person", "said")
    return (
        found.select_related("screening__edition").prefetch_related(*related).order_by("-screening_id", "p", "pk")
    )


def open_cases(organisation: Organisation) -> QuerySet[ReviewCase]:
    """Return the cases that nobody has closed, or that were opened again."""
    said = ReviewRemark.objects.filter(case=OuterRef("pk")).exclude(word=ReviewWord.NOTE.value)
    last = Subquery(said.order_by("-pk").values("word")[:1])
    found = cases(organisation).annotate(last_word=last)
    return found.filter(last_word=None) | found.filter(last_word=ReviewWord.REOPEN.value)
