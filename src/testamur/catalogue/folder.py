"""Where the content that we publish lies."""

from importlib import resources
from pathlib import Path


def content_folder() -> Path:
    """Return the folder of our own content: frameworks, offerings, roles and what lies beside them."""
    return Path(str(resources.files("testamur") / "content"))
