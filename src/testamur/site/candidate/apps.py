"""The candidate desk."""

from django.apps import AppConfig


class CandidateConfig(AppConfig):
    """The pages and inputs of the candidate desk."""

    name = "testamur.site.candidate"
    label = "candidate"
