"""Two journeys in a real browser, one of them by keyboard alone, and an exam that loses its connection."""

import json
import re

import pytest
from allauth.account.models import EmailAddress
from answering import filled
from browser import NoChromium, chromium
from django.utils import timezone
from proof import proven_and_then_refused

from testamur.items import key
from testamur.items.facts import kind
from testamur.site.jobs.simulated import answer_lab
from testamur.site.records.actions import labs
from testamur.site.records.library import library
from testamur.site.records.models import Award, Credential, LabCase, Person, Sitting
from testamur.site.records.stored import read_item

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "a long enough pass phrase"


@pytest.fixture(scope="module")
def browser():
    try:
        with chromium() as found:
            yield found
    except NoChromium as reason:
        pytest.skip(str(reason))


@pytest.fixture
def clock(request):
    """Nothing is stopped here: a browser has the machine's clock."""

    class Now:
        at = property(lambda _: timezone.now())

        def __call__(self):
            return timezone.now()

        def forward(self, **_):
            """Time goes by itself."""

    return Now()


def can_sign_in(person):
    """Give a person a password and an address that is confirmed."""
    person.set_password(PASSWORD)
    person.save()
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)


@pytest.fixture
def visit(browser, live_server):
    """Open a page as a person who has signed in by the sign-in page."""
    contexts = []

    def visit(email, *, width=1200):
        can_sign_in(Person.objects.get(email=email))
        context = browser.new_context(viewport={"width": width, "height": 900}, base_url=live_server.url)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.errors = []
        page.on("pageerror", lambda error: page.errors.append(str(error)))
        page.goto("/account/login/")
        page.get_by_label(re.compile("e-?mail", re.IGNORECASE)).fill(email)
        page.get_by_label(re.compile("^password", re.IGNORECASE)).fill(PASSWORD)
        page.locator("main form button").first.click()
        page.wait_for_url(re.compile("/my/"))
        return page

    yield visit
    for context in contexts:
        context.close()


def fill(page, fields):
    """Fill the controls of a page as a person would, by name and value."""
    for name, values in fields.items():
        control = page.locator(f'main [name="{name}"]')
        if control.first.get_attribute("type") in {"radio", "checkbox"}:
            for value in values:
                page.locator(f'main [name="{name}"][value="{value}"]').check()
        elif control.first.evaluate("control => control.tagName") == "SELECT":
            control.select_option(values[0])
        else:
            control.fill(values[0])


def hand_in(page, action=""):
    page.locator(f"main form{action} button").last.click()
    page.wait_for_load_state()


def study(page, enrolment, component):
    """Read every text of a module in the browser and answer its quiz by its key."""
    for text in component.texts:
        page.goto(f"/my/programmes/{enrolment.pk}/{component.id}/{text}/")
        page.goto(f"/my/programmes/{enrolment.pk}/{component.id}/{text}/quiz/")
        for number, item in enumerate(library().texts[text].quiz, 1):
            fill(page, filled(item, right=True, prefix=f"q{number}-"))
        hand_in(page)
        page.get_by_role("heading", name=re.compile("^Passed: 3 of 3")).wait_for()


def work_on_case(page, enrolment, component):
    """Open a case in the browser and hand in what its key says."""
    page.goto(f"/my/programmes/{enrolment.pk}/{component.id}/assignment/")
    hand_in(page, "[action$='/open/']")
    case = LabCase.objects.get(enrolment=enrolment, component=component.id)
    answers = answer_lab(labs.case_of(case), right=True)
    fill(page, {name: value if isinstance(value, list) else [str(value)] for name, value in answers.items()})
    hand_in(page)
    page.wait_for_url(re.compile(r"/assignment/1/$"))


def evaluate(page, enrolment, component):
    """Fill the evaluation form in the browser."""
    page.goto(f"/my/programmes/{enrolment.pk}/{component.id}/evaluation/")
    fill(page, {"aims": ["yes"], "change": ["I ask for local figures first."], "bias": ["no"]})
    hand_in(page)


def answer_by_mouse(page, item, *, right):
    """Answer the question that is shown."""
    if kind(item) == "single":
        position = "ABCD".index(str(next(iter(key(item).values()))))
        page.locator(".item-body input[type=radio]").nth(position if right else (position + 1) % 4).check()


def sit(page, sitting, *, correct):
    """Answer the single-choice questions, the first `correct` of them rightly, and go through all pages."""
    given = 0
    for place in sitting.form.places.select_related("version"):
        item = read_item(place.version.document)
        page.wait_for_url(re.compile(f"/{place.position}/$"))
        if kind(item) == "single":
            answer_by_mouse(page, item, right=given < correct)
            given += 1
            page.get_by_text("✓ All answers saved").wait_for()
        page.locator("button[name=go][value=next]").click()
    page.wait_for_url(re.compile("/review/$"))


@pytest.mark.node
def test_exam_format_in_a_browser(nina, examiner, owner, edition, visit, published, clock):
    page = visit(nina.person.email)
    page.goto(f"/my/enrol/{edition('healthcare-ai-professional').pk}/")
    page.locator("main form button").first.click()
    page.wait_for_url(re.compile("/my/programmes/"))
    enrolment = nina.person.enrolments.get()
    study(page, enrolment, enrolment.edition.programme.find("study"))
    page.goto(f"/my/programmes/{enrolment.pk}/")
    page.locator("form[action*='/sittings/book/'] button").first.click()
    page.wait_for_url(re.compile(r"/my/sittings/\d+/$"))
    sitting = Sitting.objects.get()
    page.get_by_text("Please wait for the invigilator").wait_for()
    nina.let_in(sitting)
    page.get_by_role("link", name="Look again").click()
    page.get_by_role("button", name="Start now").click()

    sit(page, sitting, correct=30)
    page.get_by_role("button", name="Hand in").click()
    page.get_by_role("heading", name=re.compile("You passed")).wait_for()
    assert page.errors == []

    desk = visit(examiner.person.email)
    desk.goto(f"/staff/academy/decisions/{enrolment.pk}/")
    desk.locator("input[name=outcome]").first.check()
    desk.locator("textarea[name=reason]").fill("In order.")
    desk.locator("main form button[type=submit], main form button").last.click()
    desk.wait_for_load_state()
    row = Award.objects.get().credentials.get()

    page.goto(f"/my/credentials/{row.identifier}/")
    with page.expect_download() as download:
        page.locator("a[href$='credential.json']").first.click()
    file = download.value.path()
    page.goto("/verify/")
    page.locator("input[name=file]").set_input_files(
        {
            "name": "badge.json",
            "mimeType": "application/json",
            "buffer": file.read_bytes(),
        }
    )
    page.locator("main form button").first.click()
    page.get_by_role("heading", name="This credential is genuine and current.").wait_for()
    assert json.loads(file.read_text()) == json.loads(Credential.objects.get().document)
    proven_and_then_refused(published, owner, clock)


@pytest.mark.node
def test_credit_format_in_a_browser_at_phone_width(nina, owner, edition, visit, published, clock):
    page = visit(nina.person.email, width=360)
    page.goto(f"/my/enrol/{edition('clinical-ai-cme').pk}/")
    page.locator("main form button").first.click()
    page.wait_for_url(re.compile("/my/programmes/"))
    enrolment = nina.person.enrolments.get()
    programme = enrolment.edition.programme
    first = programme.find("course-1")
    page.goto(f"/my/programmes/{enrolment.pk}/course-1/{first.texts[0]}/")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for component in programme.component:
        work = {"module": study, "assignment": work_on_case, "evaluation": evaluate}
        work[component.kind](page, enrolment, component)

    page.goto(f"/my/programmes/{enrolment.pk}/")
    page.locator("form[action$='/decide/'] button").click()
    page.wait_for_load_state()
    row = Award.objects.get().credentials.get()
    page.goto(f"/credentials/{row.identifier}")

    assert page.get_by_role("heading", name="This credential is genuine and current.").is_visible()
    assert nina.person.name not in page.content().split("<main", 1)[1].split("</main>", 1)[0]
    proven_and_then_refused(published, owner, clock)
    page.reload()
    assert page.get_by_role("heading", name="This credential was revoked by its issuer.").is_visible()


def started(nina, edition, page):
    enrolment = nina.enrol(edition("ai-in-medicine-exam"), licence="nurse")
    nina.post("candidate:book", enrolment.pk, "examination")
    sitting = Sitting.objects.get()
    nina.let_in(sitting)
    page.goto(f"/my/sittings/{sitting.pk}/")
    page.get_by_role("button", name="Start now").click()
    page.wait_for_url(re.compile("/1/$"))
    return sitting


def choose_first_single(page, sitting):
    """Go to the first single-choice question and return its position."""
    for place in sitting.form.places.select_related("version"):
        if kind(read_item(place.version.document)) == "single":
            page.goto(f"/my/sittings/{sitting.pk}/{place.position}/")
            return place
    raise AssertionError


def test_the_exam_works_by_keyboard_alone(nina, edition, visit):
    page = visit(nina.person.email)
    sitting = started(nina, edition, page)
    place = choose_first_single(page, sitting)

    page.keyboard.press("2")
    page.keyboard.press("f")
    page.get_by_text("✓ All answers saved").wait_for()
    saved = sitting.answers()[place.version.identifier]

    assert list(saved.values.values()) == ["B"]
    assert saved.is_flagged
    page.locator("button[name=go][value=next]").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(f"/{place.position + 1}/$"))


def test_an_answer_given_offline_is_saved_once_the_connection_is_back(nina, edition, visit):
    page = visit(nina.person.email)
    sitting = started(nina, edition, page)
    place = choose_first_single(page, sitting)

    page.context.set_offline(True)
    page.keyboard.press("3")
    page.get_by_text(re.compile("Offline")).wait_for()
    assert place.version.identifier not in sitting.answers()
    page.context.set_offline(False)
    page.get_by_text("✓ All answers saved").wait_for(timeout=40_000)

    assert list(sitting.answers()[place.version.identifier].values.values()) == ["C"]


def test_the_exam_works_without_javascript(nina, edition, browser, live_server):
    can_sign_in(nina.person)
    context = browser.new_context(java_script_enabled=False, base_url=live_server.url)
    page = context.new_page()
    page.goto("/account/login/")
    page.get_by_label(re.compile("e-?mail", re.IGNORECASE)).fill(nina.person.email)
    page.get_by_label(re.compile("^password", re.IGNORECASE)).fill(PASSWORD)
    page.locator("main form button").first.click()
    sitting = started(nina, edition, page)
    place = choose_first_single(page, sitting)

    page.locator(".item-body input[type=radio]").nth(3).check()
    page.locator("button[name=go][value=next]").click()
    page.wait_for_load_state()

    assert list(sitting.answers()[place.version.identifier].values.values()) == ["D"]
    context.close()
