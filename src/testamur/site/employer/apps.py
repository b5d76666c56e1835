"""The employer desk."""

from django.apps import AppConfig


class EmployerConfig(AppConfig):
    """The pages and inputs of the employer desk."""

    name = "testamur.site.employer"
    label = "employer"
