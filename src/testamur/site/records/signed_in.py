"""A request of somebody who is signed in."""

from django.http import HttpRequest

from testamur.site.records.models import Person


class SignedIn(HttpRequest):
    """What a view gets behind `login_required`."""

    user: Person
