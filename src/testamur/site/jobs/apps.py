"""The jobs desk."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """The pages and inputs of the jobs desk."""

    name = "testamur.site.jobs"
    label = "jobs"
