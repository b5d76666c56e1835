"""The question that the address of an advice holds, as a profile: the same for every desk."""

from collections.abc import Callable
from datetime import date
from typing import Final

from django.http import QueryDict

from testamur.documents import shape
from testamur.errors import DocumentError, Problem
from testamur.fit import Profile, profile_problems
from testamur.site.records.library import library

READ: Final[dict[str, Callable[[str], object]]] = {
    "hours_per_week": float,
    "weeks": float,
    "budget": float,
    "by": date.fromisoformat,
}
WORDS: Final = ("role", "country", "licence", "need", "pacing", "archetype", "setting", "education")
# What an answer is called in an address, and in a profile; what its words mean there.
FLAGS: Final[dict[str, tuple[str, dict[str, bool]]]] = {
    "programming": ("programming_ok", {"no": False}),
    "board_certified": ("board_certified", {"yes": True, "no": False}),
}
ASKED: Final = frozenset({*READ, *WORDS, *FLAGS, "prior"})
"""Every answer of the guide's questions that a profile holds."""


def asked_in(query: QueryDict) -> str:
    """Return the answers to the guide's questions in an address, as an address holds them."""
    kept = QueryDict(mutable=True)
    for name in sorted(ASKED & set(query)):
        kept.setlist(name, [text.strip() for text in query.getlist(name) if text.strip()])
    return kept.urlencode()


def profile_of(question: str) -> Profile:
    """Return the profile of a question that is written as an address writes it.

    Raises
    ------
    DocumentError
        With everything that is wrong with it.
    """
    profile = shape(_document(QueryDict(question)), Profile, name="question")
    problems = list(profile_problems(profile))
    if profile.role not in library().roles:
        problems.insert(0, Problem("role", f"no role is called {profile.role!r}"))
    if problems:
        raise DocumentError(problems, name="question")
    return profile


def _document(query: QueryDict) -> dict[str, object]:
    document: dict[str, object] = {name: query[name] for name in WORDS if query.get(name)}
    problems = []
    for name, read in READ.items():
        try:
            document |= {name: read(str(query[name]))} if query.get(name) else {}
        except ValueError:
            problems.append(Problem(name, f"cannot be read; it is {query[name]!r}"))
    if problems:
        raise DocumentError(problems, name="question")
    for name, (part, words) in FLAGS.items():
        answer = query.get(name, "")
        document |= {part: words[answer]} if answer in words else {}
    document["prior"] = sorted(set(query.getlist("prior")))
    return document
