"""Who may do what: duties in an organisation, and the owner of a record."""

from collections.abc import Iterable
from typing import Final

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from testamur.site.records.models import Membership, Organisation, Person

Duty = Membership.Duty

PERMITTED: Final[dict[str, frozenset[str]]] = {
    "staff.view": frozenset({Duty.OWNER, Duty.EXAMINER, Duty.INVIGILATOR, Duty.CLERK, Duty.EDITOR}),
    "programme.view": frozenset({Duty.OWNER, Duty.EXAMINER, Duty.INVIGILATOR, Duty.CLERK}),
    "programme.publish": frozenset({Duty.OWNER}),
    "enrolment.view": frozenset({Duty.OWNER, Duty.EXAMINER, Duty.CLERK}),
    "attendance.record": frozenset({Duty.OWNER, Duty.CLERK}),
    "accommodation.approve": frozenset({Duty.OWNER}),
    "form.view": frozenset({Duty.OWNER, Duty.EXAMINER}),
    "form.assemble": frozenset({Duty.OWNER}),
    "calibration.view": frozenset({Duty.OWNER, Duty.EXAMINER}),
    "calibration.make": frozenset({Duty.OWNER, Duty.EXAMINER}),
    "calibration.sign": frozenset({Duty.OWNER}),
    "panel.view": frozenset({Duty.OWNER, Duty.EXAMINER}),
    "panel.run": frozenset({Duty.OWNER}),
    "sitting.watch": frozenset({Duty.OWNER, Duty.INVIGILATOR}),
    "report.make": frozenset({Duty.OWNER, Duty.EXAMINER}),
    "result.view": frozenset({Duty.OWNER, Duty.EXAMINER}),
    "decision.make": frozenset({Duty.EXAMINER}),
    "scoring.propose": frozenset({Duty.OWNER, Duty.EXAMINER}),
    "scoring.sign": frozenset({Duty.OWNER, Duty.EXAMINER}),
    "review.view": frozenset({Duty.OWNER, Duty.EXAMINER}),
    "review.decide": frozenset({Duty.OWNER, Duty.EXAMINER}),
    "credential.view": frozenset({Duty.OWNER, Duty.CLERK}),
    "credential.revoke": frozenset({Duty.OWNER}),
    "statement.sign": frozenset({Duty.OWNER}),
    "statement.endorse": frozenset({Duty.OWNER}),
    "roster.view": frozenset({Duty.OWNER, Duty.EMPLOYER, Duty.CLERK}),
    "roster.change": frozenset({Duty.OWNER, Duty.EMPLOYER}),
    "catalogue.edit": frozenset({Duty.EDITOR}),
    "audit.view": frozenset({Duty.OWNER}),
}


def may(person: Person | AnonymousUser, permission: str, organisation: Organisation) -> bool:
    """Return whether one of the person's duties in the organisation permits it."""
    if not isinstance(person, Person) or not person.is_active:
        return False
    duties = PERMITTED[permission]
    return person.memberships.filter(organisation=organisation, duty__in=duties).exists()


def require(person: Person | AnonymousUser, permission: str, organisation: Organisation) -> None:
    """Deny what the person's duties do not permit.

    Raises
    ------
    PermissionDenied
    """
    if not may(person, permission, organisation):
        raise PermissionDenied


def organisations(person: Person | AnonymousUser, permission: str) -> Iterable[Organisation]:
    """Return the organisations in which the person may do it, by name."""
    if not isinstance(person, Person) or not person.is_active:
        return Organisation.objects.none()
    return (
        Organisation.objects.filter(memberships__person=person, memberships__duty__in=PERMITTED[permission])
        .distinct()
        .order_by("name")
    )


def permitted(person: Person | AnonymousUser, organisation: Organisation) -> frozenset[str]:
    """Return everything that the person's duties in the organisation permit."""
    if not isinstance(person, Person) or not person.is_active:
        return frozenset()
    duties = set(person.memberships.filter(organisation=organisation).values_list("duty", flat=True))
    return frozenset(permission for permission, needed in PERMITTED.items() if duties & needed)


def organisation_for(person: Person | AnonymousUser, slug: str, permission: str) -> Organisation:
    """Return the organisation of that name, if the person's duties in it permit it.

    Raises
    ------
    Http404
    PermissionDenied
    """
    organisation = get_object_or_404(Organisation, slug=slug)
    require(person, permission, organisation)
    return organisation
