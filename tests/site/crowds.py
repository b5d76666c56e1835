"""Many people who sat a form, kept at once: what a calibration needs, without walking each one's way."""

import numpy as np
from numpy.random import default_rng
from people import AT

from testamur.site.records.models import Enrolment, Person, Score, Sitting


def crowd(form, n, *, seed=1, is_simulated=False, at=AT, steep=1.0):
    """Let `n` people of ability N(0, 1) sit a form whose difficulties go from -1.5 to 1.5 in its order."""
    names = list(form.places.values_list("version__identifier", flat=True))
    rng = default_rng(seed)
    logits = steep * (rng.normal(size=(n, 1)) - np.linspace(-1.5, 1.5, len(names)))
    return keep(form, rng.random(logits.shape) < 1 / (1 + np.exp(-logits)), is_simulated=is_simulated, at=at)


def keep(form, right, *, is_simulated=False, at=AT):
    """Keep a first attempt of somebody new for each row of answers (n_people, n_items), True where right."""
    names = list(form.places.values_list("version__identifier", flat=True))
    first = Person.objects.count()
    people = Person.objects.bulk_create(
        Person(email=f"crowd-{first + n}@people.example", name=f"Crowd {n}", is_simulated=is_simulated)
        for n in range(len(right))
    )
    enrolments = Enrolment.objects.bulk_create(
        Enrolment(edition=form.edition, person=person, started_on=at.date(), enrolled_at=at) for person in people
    )
    sittings = Sitting.objects.bulk_create(
        Sitting(
            enrolment=enrolment,
            component="examination",
            purpose="exam",
            form=form,
            limit_seconds=3600,
            booked_at=at,
        )
        for enrolment in enrolments
    )
    return Score.objects.bulk_create(
        Score(
            sitting=sitting,
            correct=int(row.sum()),
            of=len(row),
            by_area=[],
            by_item=dict(zip(names, row.tolist(), strict=True)),
            form_digest=form.digest,
            receipt="",
            measured_at=at,
        )
        for sitting, row in zip(sittings, np.asarray(right, dtype=bool), strict=True)
    )
