"""One person walks through the site by HTTP, as a browser without JavaScript would."""

import re
from datetime import timedelta

from answering import fields_in, filled
from django.test import Client
from django.urls import reverse

from testamur.programme import starts_at
from testamur.site.jobs.simulated import answer_lab
from testamur.site.records.actions import labs
from testamur.site.records.library import library
from testamur.site.records.models import Enrolment, LabCase, Person, Sitting
from testamur.site.records.stored import read_item

SENT = {"csrfmiddlewaretoken": "every form sends one"}


class Clock:
    """The time that the site sees; a journey sets it."""

    def __init__(self, at):
        self.at = at

    def __call__(self):
        return self.at

    def forward(self, **span):
        self.at += timedelta(**span)


class Walker:
    """A signed-in person with the addresses they use."""

    def __init__(self, client, person, clock):
        self.client, self.person, self.clock = client, person, clock

    def sign_in(self):
        self.person.refresh_from_db()
        self.client.force_login(self.person)

    def get(self, name, *arguments, status=200, **query):
        self.sign_in()
        answer = self.client.get(reverse(name, args=arguments), query)
        assert answer.status_code == status, (answer.status_code, text_of(answer))
        return answer

    def post(self, name, *arguments, status=302, **fields):
        self.sign_in()
        answer = self.client.post(reverse(name, args=arguments), fields | SENT)
        assert answer.status_code == status, (answer.status_code, text_of(answer))
        return answer

    def refused(self, name, *arguments, **fields):
        """Post something that a rule refuses, in a page that says why."""
        self.sign_in()
        answer = self.client.post(reverse(name, args=arguments), fields | SENT)
        assert answer.status_code in {409, 422}, (answer.status_code, text_of(answer))
        return answer

    def enrol(self, edition, **fields):
        self.get("candidate:enrol", edition.pk)
        self.post("candidate:enrol", edition.pk, **fields)
        return Enrolment.objects.get(edition=edition, person=self.person, only=fields.get("only", ""))

    def read_and_answer(self, enrolment, component, *, right=3):
        """Read every text of a module and answer its quiz, `right` of three correctly."""
        for text in component.texts:
            self.get("candidate:text", enrolment.pk, component.id, text)
            fields = {}
            for number, item in enumerate(library().texts[text].quiz, 1):
                page = filled(item, right=number <= right, prefix=f"q{number}-")
                fields |= page or filled(item, right=True, prefix=f"q{number}-")
            self.post("candidate:quiz", enrolment.pk, component.id, text, **fields)

    def work_on_case(self, enrolment, component):
        """Open a case, hand in its key as a diligent candidate would have worked it out."""
        self.post("candidate:open_case", enrolment.pk, component.id)
        page = self.get("candidate:assignment", enrolment.pk, component.id).content.decode()
        case = LabCase.objects.filter(enrolment=enrolment, component=component.id).latest("pk")
        answers = answer_lab(labs.case_of(case), right=True)
        assert set(answers) <= {name.removeprefix("part-") for name in all_names(page)}, all_names(page)
        self.post("candidate:assignment", enrolment.pk, component.id, **answers)

    def evaluate(self, enrolment, component):
        page = self.get("candidate:evaluation", enrolment.pk, component.id).content.decode()
        fields = {name: values[0].strip() or "Nothing to add." for name, values in fields_in(page).items()}
        fields |= {name: options[-1] for name, options in radios(page).items()}
        self.post("candidate:evaluation", enrolment.pk, component.id, **fields)

    def sit(self, enrolment, component, *, correct):
        """Book, start, answer every question page by page, review and hand in."""
        self.post("candidate:book", enrolment.pk, component.id)
        sitting = Sitting.objects.filter(enrolment=enrolment).latest("pk")
        return self.sit_through(sitting, correct=correct)

    def let_in(self, sitting):
        """Be let in by the invigilator, who cannot be passed by."""
        self.refused("candidate:sitting", sitting.pk)
        Walker(Client(), Person.objects.get(email="invigilator@academy.example"), self.clock).post(
            "staff:admit", "academy", sitting.pk
        )

    def sit_through(self, sitting, *, correct):
        self.get("candidate:sitting", sitting.pk)
        self.let_in(sitting)
        self.post("candidate:sitting", sitting.pk)
        for place in sitting.form.places.select_related("version"):
            item = read_item(place.version.document)
            fields = filled(item, right=place.position <= correct, prefix=f"q{place.position}-")
            self.post("candidate:question", sitting.pk, place.position, **fields, go="next")
        self.get("candidate:review", sitting.pk)
        self.clock.forward(minutes=15)
        self.post("candidate:submit", sitting.pk)
        self.get("candidate:report", sitting.pk)
        return Sitting.objects.get(pk=sitting.pk)

    def attend(self, enrolment, component, *, clerk, attended=True):
        """Be there, or not, when the clerk records a live session."""
        start = enrolment.started_on
        self.clock.at = starts_at(component, started_on=start) + timedelta(hours=2)
        edition = enrolment.edition
        where = (edition.organisation.slug, edition.pk, start.isoformat(), component.id)
        clerk.get("staff:session", *where)
        clerk.post("staff:session", *where, **{f"person-{enrolment.pk}": "attended" if attended else "absent"})


def text_of(answer):
    """Return enough of a page to see what it said."""
    page = answer.content.decode(errors="replace")
    return re.sub(r"\s*<[^>]*>\s*", " ", page.partition("<main")[2] or page)[:1500]


def all_names(page):
    """Return every name that a control of the page has."""
    return set(re.findall(r'name="([^"]+)"', page))


def radios(page):
    """Return the values that each group of radio buttons offers."""
    found = {}
    for tag in re.findall(r"<input[^>]*type=\"radio\"[^>]*>", page):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and value:
            found.setdefault(name[1], []).append(value[1])
    return found
