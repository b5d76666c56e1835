"""The public desk."""

from django.apps import AppConfig


class PublicConfig(AppConfig):
    """The pages and inputs of the public desk."""

    name = "testamur.site.public"
    label = "public"
