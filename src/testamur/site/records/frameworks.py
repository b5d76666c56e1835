"""Where the items of a framework stand: credentials align to that address, and what is served there says so."""

from collections.abc import Mapping
from typing import Any, Final

from django.conf import settings

from testamur.catalogue import Competency, Framework, as_case

RESOLVABLE: Final = ("https://", "http://")


def document_uri(framework: Framework) -> str:
    """Return the network-resolvable URI of a framework: its own, or else where it stands on this site."""
    return framework.uri if framework.uri.startswith(RESOLVABLE) else f"{settings.URL}/frameworks/{framework.id}/"


def item_uri(framework: Framework, competency: Competency) -> str:
    """Return the network-resolvable URI of an item: its own, or else where it stands on this site."""
    if competency.uri.startswith(RESOLVABLE):
        return competency.uri
    return f"{settings.URL}/frameworks/{framework.id}/{competency.id}"


def served_case(framework: Framework) -> dict[str, Any]:
    """Return the framework's CASE package, its document and items named by URIs that resolve.

    References
    ----------
    1EdTech, CASE Service 1.1, section 7: ``uri`` is a network-resolvable URI.
    """
    places = {framework.uri: document_uri(framework)}
    places |= {one.uri: item_uri(framework, one) for one in framework.competencies}
    served = _placed(as_case(framework), places)
    return dict(served)


def _placed(value: Any, places: Mapping[str, str]) -> Any:  # noqa: ANN401  (JSON is any)
    if isinstance(value, list):
        return [_placed(part, places) for part in value]
    if not isinstance(value, dict):
        return value
    return {
        term: places.get(part, part) if term == "uri" and isinstance(part, str) else _placed(part, places)
        for term, part in value.items()
    }
