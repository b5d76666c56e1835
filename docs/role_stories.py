"""The directive that tells the twelve role stories from the file that their tests read."""

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

ROOT = Path(__file__).parents[1]
STORIES = ROOT / "tests/vectors/fit/role-stories.toml"
OFFERINGS = ROOT / "src/testamur/content/offerings"


def named(key: str) -> str:
    """Return an offering's name and provider."""
    offering = tomllib.loads((OFFERINGS / f"{key}.toml").read_text())
    return f"{offering['name']} ({offering['provider']})"


def link(source: str) -> str:
    """Return a source as a link that is named for its site, or in words where it has no address."""
    site = source.removeprefix("https://").partition("/")[0]
    return f"[{site}]({source})" if source.startswith("https://") else "the source guide"


def told(story: Mapping[str, Any]) -> Iterator[str]:
    """Return one story as lines of Markdown."""
    first = "; or ".join(named(key) for key in story["first"])
    sureness = " or ".join(story["confidence"])
    yield f"### {story['person']}"
    yield f"**First:** {first or 'none, for the facts settle nothing'}. **How sure:** {sureness}."
    if "at_its_word" in story:
        taken = "; or ".join(named(key) for key in story["at_its_word"])
        yield f"**Where the source guide is taken at its word:** {taken}."
    yield story["argument"].strip()
    yield "Asked for:"
    yield "\n".join(f"- {named(asked['offering'])}: {asked['fact']}" for asked in story["asks"])
    yield "Never offered:"
    yield "\n".join(f"- {named(never['offering'])}: {never['because']}" for never in story["never"])
    yield "Sources: " + ", ".join(link(source) for source in story["sources"]) + "."
    if "revised" in story:
        yield f"*Once expected otherwise.* {story['revised'].strip()}"


class RoleStories(SphinxDirective):
    """Tell every story of one group."""

    required_arguments: ClassVar[int] = 1

    def run(self) -> list[nodes.Node]:
        """Return the stories, each under a heading."""
        self.env.note_dependency(str(STORIES))
        stories = tomllib.loads(STORIES.read_text())["story"]
        told_here = [line for story in stories if story["group"] == self.arguments[0] for line in told(story)]
        return self.parse_text_to_nodes("\n\n".join(told_here), allow_section_headings=True)


def setup(app: Sphinx) -> dict[str, bool]:
    """Make the directive known."""
    app.add_directive("role-stories", RoleStories)
    return {"parallel_read_safe": True}
