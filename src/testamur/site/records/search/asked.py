"""A question as the index understands it."""

from dataclasses import dataclass

from testamur.site.records.search.engine import MOST_WORDS
from testamur.site.records.search.vocabulary import Vocabulary
from testamur.site.records.search.words import words_of


@dataclass(frozen=True, slots=True)
class Asked:
    """The words that are looked for: each a group of words of which one will do."""

    groups: tuple[tuple[str, ...], ...]
    read_as: str = ""
    unknown: tuple[str, ...] = ()

    @property
    def words(self) -> frozenset[str]:
        """Every word that will do."""
        return frozenset(word for group in self.groups for word in group)


def understood(text: str, *, vocabulary: Vocabulary, literal: bool = False) -> Asked:
    """Return what is looked for.

    A word stands for itself, its plural and its singular. A last word that no entry holds is one being typed, and
    stands for those that begin so. Any other such word is taken for the nearest one, unless `literal`.
    """
    given = list(dict.fromkeys(words_of(text)))[:MOST_WORDS]
    groups, said, unknown = [], [], []
    for word in given:
        group = vocabulary.forms(word) or (vocabulary.endings(word) if word == given[-1] else ())
        meant = "" if group or literal else vocabulary.nearest(word)
        groups.append(group or (vocabulary.forms(meant) if meant else (word,)))
        said.append(meant or word)
        if not (group or meant):
            unknown.append(word)
    return Asked(tuple(groups), " ".join(said) if said != given else "", tuple(unknown))
