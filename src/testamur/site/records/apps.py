"""The records: what is kept."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """Records, the actions that write them, and the content they refer to."""

    name = "testamur.site.records"
    label = "records"
