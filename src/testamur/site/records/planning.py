"""An offering for a person in a role, as of a day: what a plan and a case for one's manager are made from."""

from dataclasses import replace
from datetime import date

from testamur import fit
from testamur.catalogue import Offering
from testamur.fit import Profile, StudyPlan, study_plan
from testamur.fit.case import Case
from testamur.fit.policy import facts
from testamur.site.records import market
from testamur.site.records.library import library
from testamur.site.records.models import Plan
from testamur.site.records.questions import profile_of


def case_of(profile: Profile, offering: Offering, *, at: date) -> Case:
    """Return the question whether this person should take this offering, on graded evidence."""
    return Case(profile, library().roles[profile.role], facts(offering, fit.GRADED, at=at))


def study(plan: Plan, *, at: date) -> StudyPlan | None:
    """Return a kept plan as it stands on a day; None if the catalogue no longer has its offering."""
    offering = market.offering(plan.key)
    if offering is None:
        return None
    profile = replace(profile_of(plan.question), hours_per_week=plan.hours_per_week, by=plan.by)
    return study_plan(case_of(profile, offering, at=at), start=plan.start_on)
