"""The staff desk."""

from django.apps import AppConfig


class StaffConfig(AppConfig):
    """The pages and inputs of the staff desk."""

    name = "testamur.site.staff"
    label = "staff"
