"""What a report of an error may hold: Django shows the variables of every frame, and none must be a secret."""

import re
from collections.abc import ItemsView
from types import FrameType

from django.http import HttpRequest
from django.views.debug import SafeExceptionReporterFilter

NAMES = "PEM|SEED|SALT|ENCRYPTED|DATABASE|EMAIL_HOST|SIGNERS"
"""What we call secrets, besides what Django knows: words like key, pass, secret and token."""


class WithoutSecrets(SafeExceptionReporterFilter):
    """Hide settings, variables and what was sent whose name says that they hold a secret; in debug mode too."""

    hidden_settings = re.compile(f"{SafeExceptionReporterFilter.hidden_settings.pattern}|{NAMES}", re.IGNORECASE)

    def is_active(self, request: HttpRequest | None) -> bool:  # noqa: ARG002  (Django's signature)
        """Hide them always."""
        return True

    def get_post_parameters(self, request: HttpRequest | None) -> dict[str, object]:
        """Return what was sent, with secrets hidden."""
        sent = super().get_post_parameters(request)
        return {name: self.cleanse_setting(name, value) for name, value in sent.items()}

    def get_traceback_frame_variables(
        self, request: HttpRequest | None, tb_frame: FrameType
    ) -> ItemsView[str, object]:
        """Return the variables of a frame, with secrets hidden."""
        shown = super().get_traceback_frame_variables(request, tb_frame)
        return {name: self.cleanse_setting(name, value) for name, value in shown}.items()
