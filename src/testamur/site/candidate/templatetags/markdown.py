"""`{{ text|markdown }}`."""

from typing import Final

from django.template import Library
from django.utils.safestring import SafeString

from testamur.site.candidate.markdown import rendered

register: Final = Library()


@register.filter
def markdown(text: str) -> SafeString:
    """Return Markdown as HTML, without any HTML of its own."""
    return rendered(text)
