"""The api desk."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """The pages and inputs of the api desk."""

    name = "testamur.site.api"
    label = "api"
