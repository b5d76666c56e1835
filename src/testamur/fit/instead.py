"""What to do where no credential fits: by need and role, and by what stands in the way."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final

from testamur.catalogue import Role
from testamur.fit.advice import SetAside
from testamur.fit.constraints import Standing
from testamur.fit.profile import Need, Profile

# What each need can be met with but a credential on the market.
BY_NEED: Final[dict[Need, str]] = {
    "cme": "Ask your licensing body which activities it accepts: credit need not be about AI to renew a licence.",
    "hire": "Show work: an evaluation, a policy or a project you did, told without patient data.",
    "internal-credentialing": "Ask the committee what it accepts as proof; your own institution may assess you.",
    "specialty": "Wait, and say so: a speciality in AI need not exist for you yet; your own society knows what is "
    "planned.",
    "capability": "Ask your employer for its own training on the tools you use; it knows their limits best.",
    "leadership": "Take a seat on the committee that governs AI where you work, and bring it a real case.",
}
# What can be read without paying, by role group; public documents, named so that they can be found.
BY_GROUP: Final[dict[str, str]] = {
    "clinicians": "Read without paying: the instructions for use of the AI tools on your ward, with what they "
    "are meant for and their known limits.",
    "administrators-operations": "Read without paying: the World Health Organization on the ethics "
    "and governance of AI for health (2021).",
    "informatics-data": "Read without paying: the reporting guidelines for studies of AI in care, such as "
    "TRIPOD+AI (2024) and DECIDE-AI (2022).",
}
# What to loosen, by the constraint that alone stands in the way.
_LOOSEN: Final[dict[str, str]] = {
    "budget": "with a larger budget",
    "hours": "with more hours a week",
    "weeks": "with more weeks",
    "start": "with a later day",
    "pacing": "if you also took the other pacing",
    "programming": "if you were ready to program",
    "credit": "if you did not need the credit",
}


def instead(profile: Profile, role: Role, set_aside: Iterable[SetAside]) -> tuple[str, ...]:
    """Return what to do where nothing fits, the nearest first."""
    aside = tuple(set_aside)
    return (*_loosened(aside), *_to_ask(aside), BY_NEED[profile.need], BY_GROUP[role.group])


def _loosened(set_aside: Iterable[SetAside]) -> Iterator[str]:
    """Say what one constraint alone keeps out, the one that keeps out most first."""
    alone = Counter(one.constraints[0] for one in set_aside if len(one.constraints) == 1)
    for name, count in sorted(alone.items(), key=lambda item: (-item[1], item[0])):
        if name in _LOOSEN:
            yield f"{count} would be left {_LOOSEN[name]}." if count > 1 else f"One would be left {_LOOSEN[name]}."


def _to_ask(set_aside: Iterable[SetAside]) -> Iterator[str]:
    """Say of which nothing is confirmed, so that asking may bring them in."""
    names = [one.name for one in set_aside if one.standing is Standing.CANNOT_TELL]
    if names:
        yield f"Nothing is confirmed of: {'; '.join(names[:3])}. Their providers can say more."
