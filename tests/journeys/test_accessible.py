"""axe-core finds nothing on any page of any desk, wide in light and narrow in dark; nothing overflows."""

import re
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from browser import NoChromium, chromium
from django.urls import Resolver404, resolve
from django.utils import timezone

from testamur.site.jobs import worked_example, worked_facts
from testamur.site.records.models import Person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PEOPLE = {
    "anyone": "",
    "candidate": "hanna.holder@people.example",
    "cohort": "carla.cohort@people.example",
    "module": "leo.leader@people.example",
    "credit": "dora.done@people.example",
    "applied": "ada.applied@people.example",
    "beginner": "nina.nurse@people.example",
    "short": "sita.short@people.example",
    "renewing": "rena.renew@people.example",
    "sitting": "sam.sitting@people.example",
    "waiting": "vera.visitor@people.example",
    "reader": "rosa.reader@people.example",
    "judge": "jana.judge@people.example",
    "invigilator": "ivo.invigilator@people.example",
    "owner": "olive.owner@people.example",
    "examiner": "edgar.examiner@people.example",
    "employer": "max.manager@people.example",
    "editor": "edna.editor@people.example",
}
STAFF = ("invigilator", "owner", "examiner", "editor")
# Pages that are looked at together: by whom, and how many kinds there are at least.
DESKS = {
    "public": (("anyone", "employer", "candidate"), 29),
    "candidate": (tuple(who for who in PEOPLE if who not in (*STAFF, "anyone", "employer")), 25),
    "staff": (STAFF, 14),
}
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
}
SKIPPED = re.compile(
    r"\.(json|csv|ics|svg|png|pdf|zip|atom|toml|css|js|woff2)$|/static/|logout|/api/|/export/|data\.csv"
)
MOST = 400
# Pages that lead each person to others, so that everybody passes through their own.
HUBS = {"candidate:programme", "candidate:module", "staff:organisation", "staff:edition", "staff:forms"}
# Pages to which no link leads, or which a link shows without what they are about.
ASKED = {
    "anyone": [
        f"/offerings/{worked_facts.KEY}/",  # with a history
        "/offerings/jhu-ai-healthcare/case/?role=nurse-leader&hours_per_week=4",
    ],
    "reader": [f"/my/contributions/new/{worked_facts.KEY}/price/"],
    "candidate": ["/account/email/", "/account/2fa/"],
    "beginner": ["/my/plans/new/?offering=jhu-ai-healthcare&role=registered-nurse"],
}


def view_of(path):
    """Return the name of the page behind a path; each is looked at once for each person."""
    try:
        return resolve(path).view_name
    except Resolver404:
        return None


def links(page, base):
    for href in page.eval_on_selector_all("a[href]", "links => links.map(link => link.href)"):
        parts = urlsplit(href)
        if href.startswith(base) and not SKIPPED.search(parts.path):
            yield parts.path + (f"?{parts.query}" if parts.query else "")


def faults_of(page, where):
    """Say what axe finds, and whether the page scrolls sideways, as it is now."""
    for violation in Axe().run(page, options=RULES).response["violations"]:
        nodes = "; ".join(node["html"][:160] for node in violation["nodes"][:3])
        yield f"{where}: {violation['id']}: {violation['help']}: {nodes}"
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    if wide > 0:
        yield f"{where}: scrolls sideways by {wide} px"


def looked_at(page, path):
    """Look at a page wide in light and narrow in dark: neither turns on the other."""
    for width, scheme in ((1200, "light"), (320, "dark")):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        yield from faults_of(page, f"{path} [{width} {scheme}]")


def signed_in(browser, base, email, password):
    context = browser.new_context(base_url=base)
    page = context.new_page()
    if email:
        page.goto("/account/login/")
        page.get_by_label(re.compile("e-?mail", re.IGNORECASE)).fill(email)
        page.get_by_label(re.compile("^password", re.IGNORECASE)).fill(password)
        page.locator("main form button").first.click()
        page.wait_for_url(re.compile("/my/"))
    return page


def desk_of(view):
    """Return with whose pages a kind of page is looked at."""
    space = view.partition(":")[0]
    return space if space in DESKS else "public"


@pytest.mark.parametrize("desk", DESKS)
def test_no_page_has_a_violation(live_server, settings, desk):
    settings.DEMO = True
    settings.ACCOUNT_EMAIL_VERIFICATION = "optional"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    worked_example.fill(at=timezone.now())
    faults, seen = [], set()
    people, least = DESKS[desk]
    try:
        with chromium() as browser:
            for who in people:
                email = PEOPLE[who]
                assert not email or Person.objects.filter(email=email).exists()
                page = signed_in(browser, live_server.url, email, worked_example.PASSWORD)
                faults += walked(page, live_server.url, who, seen, desk=desk)
                page.context.close()
    except NoChromium as reason:
        pytest.skip(str(reason))

    assert faults == []
    assert len(seen) >= least, sorted(seen)


def walked(page, base, who, seen, *, desk):
    """Follow every link from the start pages; look once at each kind of page of the desk."""
    faults = []
    start = {
        "owner": "/staff/",
        "examiner": "/staff/",
        "invigilator": "/staff/",
        "editor": "/staff/",
        "employer": "/employer/",
        "anyone": "/",
    }.get(who, "/my/")
    waiting, known = [start, *ASKED.get(who, [])], set()
    while waiting and len(known) < MOST:
        path = waiting.pop(0)
        view = view_of(urlsplit(path).path)
        if view is None or (who, view) in known or (view in seen and path != start and view not in HUBS):
            continue
        known.add((who, view))
        answer = page.goto(path)
        if view_of(urlsplit(page.url).path) != view:
            continue  # led elsewhere, as to the door for whoever is signed out
        if answer is not None and answer.status == 403 and desk_of(view) != desk:
            continue  # a page of another desk, which is shut to them
        if answer is None or answer.status >= 400:
            faults.append(f"{who} {path}: {answer.status if answer else 'no answer'}")
            continue
        if view not in seen and desk_of(view) == desk:
            seen.add(view)
            faults += looked_at(page, path)
        waiting += [link for link in dict.fromkeys(links(page, base)) if link not in waiting]
    return faults
