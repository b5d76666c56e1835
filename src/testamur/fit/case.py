"""One question to the ranking: a person, a role, and an offering as a policy sees it."""

from dataclasses import dataclass, replace

from testamur.catalogue import Role
from testamur.fit.policy import Facts, Policy
from testamur.fit.profile import Profile


@dataclass(frozen=True, slots=True)
class Case:
    """One question: may, and should, this person in this role take this offering."""

    profile: Profile
    role: Role
    facts: Facts

    @property
    def licence(self) -> str:
        """The licence of the person: the profile's, else the one that goes with the role, else ``none``."""
        return self.profile.licence or self.role.licence or "none"

    def under(self, policy: Policy) -> "Case":
        """Return the same question with the claims, as they are, believed under another policy."""
        return replace(self, facts=self.facts.under(policy))
