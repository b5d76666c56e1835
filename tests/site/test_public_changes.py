"""The offering page with its history, as it stood on any day, and the feeds of what changed."""

import json
import re
from datetime import date, timedelta

import pytest
from lxml import etree
from market_records import DISPUTE, KEY, NEWER, PRICE, accepted, proposed
from people import AT, member

from testamur.catalogue import POLICY
from testamur.site.public.alike import alike
from testamur.site.public.answer import answer
from testamur.site.records import history
from testamur.site.records.actions.market import record
from testamur.site.records.library import library
from testamur.site.records.models import Membership, OfferingVersion

pytestmark = pytest.mark.django_db
ATOM = {"a": "http://www.w3.org/2005/Atom"}
PAGE = f"/offerings/{KEY}/"
# RFC 3339, section 5.6, with the letters that RFC 4287, section 3.3, asks for.
MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})")


def text(answer):
    return answer.content.decode()


@pytest.fixture
def editor(academy):
    return member(academy, Membership.Duty.EDITOR)


@pytest.fixture
def three(candidate, editor, academy):
    """Accept a price on one day, its correction on the next, and a dispute on the day after."""
    who = {"by": candidate, "editor": editor, "organisation": academy}
    return [
        accepted(claim, at=AT + timedelta(days=n), interest="works for a rival" if n == 2 else "", **who)
        for n, claim in enumerate((PRICE, NEWER, DISPUTE))
    ]


def test_the_history_names_each_version_and_no_person(client, three, candidate, editor):
    page = text(client.get(PAGE))

    assert page.count("who states no interest") == 3
    assert page.count("the contributor states one") == 1
    assert all(f"?revision={one.version_id}" in page for one in three)
    assert "<strong>no longer counts:</strong> Price of the whole: USD 1" in page
    assert not {candidate.name, candidate.email, editor.name, editor.email} & set(re.split(r"[<>]", page))


def test_a_past_page_shows_what_was_shown_then(client, three):
    prices = [re.findall(r"USD [123]", text(client.get(PAGE, {"revision": one.version_id}))) for one in three]
    days = [text(client.get(PAGE, {"as_of": (AT + timedelta(days=n)).date().isoformat()})) for n in (-1, 0, 1)]

    assert [found[0] for found in prices] == ["USD 1", "USD 2", "USD 2"]
    assert [re.findall(r"<td[^>]*>USD [12]", day) != [] for day in days] == [False, True, True]
    assert all("as it stood on" in day for day in days)
    assert "Show it as it stands today" in days[0]
    assert "Add a fact" not in days[0]


@pytest.mark.parametrize(
    "asked", [{"revision": "0"}, {"revision": "x"}, {"as_of": "soon"}, {"revision": "9" * 30}]
)
def test_a_past_that_never_was_is_not_there(client, asked):
    assert client.get(PAGE, asked).status_code == 404


def test_today_and_later_are_the_page_of_today(client, three):
    assert "as it stood on" not in text(client.get(PAGE, {"as_of": "2999-01-01"})).split("<form", 1)[0]


def test_an_offering_imported_later_was_not_there_before(client, at):
    offering = library().offerings[KEY]
    late = type(offering)(
        **{**{n: getattr(offering, n) for n in offering.__slots__}, "id": "late", "name": "Late"}
    )
    record(late, origin="import x", by=None, at=at)

    assert client.get("/offerings/late/").status_code == 200
    assert (
        client.get("/offerings/late/", {"as_of": (at - timedelta(days=1)).date().isoformat()}).status_code == 404
    )


def test_the_page_warns_of_those_easily_taken_for_it(client):
    found = [one.id for one in alike(library().offerings["harvard-ai-health-care"])]

    # Harvard has at least four alike: the named certificate, and three that are different programmes. The
    # certificate of Johns Hopkins has nearly its name.
    assert set(found) == {
        "hms-ai-clinical-medicine",
        "hms-executive-2025",
        "hsph-responsible-ai",
        "jhu-ai-healthcare",
    }
    page = text(client.get("/offerings/harvard-ai-health-care/"))
    assert "Do not take it for one of these 4." in page
    assert alike(library().offerings["urac-health-ai"]) == []


def test_a_stub_says_so_before_anything_else(client):
    stub = next(one for one in library().offerings.values() if one.status == "unconfirmed")

    page = text(client.get(f"/offerings/{stub.id}/"))

    assert page.index("This offering is not confirmed.") < page.index("What kind of credential it is")


def test_the_answer_counts_what_is_known_and_what_is_in_doubt(three):
    found = answer(three[-1].version.offering, at=date(2026, 12, 1))

    # The price stands with one source that says otherwise, and was read 274 days before.
    assert (found.count.conflicts, found.count.stale) == (1, 1)


def test_the_mark_up_is_json_and_cannot_end_its_script(client):
    markup = re.search(r'<script type="application/ld\+json">(.*?)</script>', text(client.get(PAGE)))

    assert json.loads(markup[1])["@context"].startswith("https://schema.org")


def test_every_fact_that_can_be_stated_has_its_place_to_say_otherwise(client, three):
    page = text(client.get(PAGE))

    assert f"/my/contributions/new/{KEY}/price/?of={NEWER.id}" in page
    assert f"/my/contributions/new/{KEY}/hours/" in page


def test_the_changes_are_listed_newest_first(client, three):
    page = text(client.get("/changes/"))

    places = [page.index(f"?revision={one.version_id}") for one in reversed(three)]
    assert places == sorted(places)
    assert "A reader corrected a fact: Price of the whole" in page


def test_what_waits_for_an_editor_is_in_no_feed(client, candidate):
    proposed(by=candidate)

    assert "Price of the whole" not in text(client.get("/changes.atom"))


def feed_of(answer):
    assert answer.status_code == 200
    assert answer["content-type"] == "application/atom+xml; charset=utf-8"
    return etree.fromstring(answer.content)


def one(node, path):
    (found,) = node.xpath(path, namespaces=ATOM)
    return found


@pytest.mark.parametrize("path", ["/changes.atom", f"{PAGE}changes.atom"])
def test_the_feed_holds_what_rfc_4287_requires(client, three, settings, path):
    """Sections 4.1.1 and 4.1.2: one id, title and updated each, an author, a link to itself, and ids once."""
    feed = feed_of(client.get(path))

    entries = feed.findall("a:entry", ATOM)
    assert len(entries) == OfferingVersion.objects.count() == 4
    assert one(feed, "a:id/text()") == settings.URL + path == one(feed, "a:link[@rel='self']/@href")
    assert one(feed, "a:author/a:name/text()") == "Testamur"
    for node in (feed, *entries):
        assert one(node, "a:id/text()").startswith(settings.URL)
        assert one(node, "a:title/text()")
        assert MOMENT.fullmatch(one(node, "a:updated/text()"))
    assert len({one(entry, "a:id/text()") for entry in entries}) == len(entries)
    assert all(one(entry, "a:link[@rel='alternate']/@href") for entry in entries)
    assert one(feed, "a:updated/text()") == "2026-03-04T10:00:00Z"


def test_the_feed_says_which_facts_changed(client, three):
    entry = feed_of(client.get(f"{PAGE}changes.atom")).find("a:entry[2]", ATOM)

    assert one(entry, "a:title/text()").endswith(": A reader corrected a fact: Price of the whole")
    summary = one(entry, "a:summary/text()").split("\n")
    assert summary[0] == "new: Price of the whole: USD 2 (B, rsna.org)"
    assert summary[1] == "no longer counts: Price of the whole: USD 1 (B, rsna.org)"


def test_the_feed_of_an_offering_leaves_out_the_others(client, three):
    other = next(key for key in sorted(library().offerings) if key != KEY)

    assert feed_of(client.get(f"/offerings/{other}/changes.atom")).findall("a:entry", ATOM) == []
    assert client.get("/offerings/nothing/changes.atom").status_code == 404


def test_a_long_feed_goes_on_and_loses_nothing(client, three, monkeypatch):
    monkeypatch.setattr("testamur.site.public.changes.MOST_VERSIONS", 3)
    monkeypatch.setattr(history.steps, "__kwdefaults__", {**history.steps.__kwdefaults__, "most": 3})
    first = feed_of(client.get("/changes.atom"))
    following = one(first, "a:link[@rel='next']/@href")

    second = feed_of(client.get(following))

    ids = [
        entry.findtext("a:id", namespaces=ATOM)
        for feed in (first, second)
        for entry in feed.findall("a:entry", ATOM)
    ]
    assert len(ids) == len(set(ids)) == 4
    assert second.xpath("a:link[@rel='next']", namespaces=ATOM) == []


def test_an_empty_catalogue_of_changes_is_a_feed_too(client):
    assert feed_of(client.get("/changes.atom")).findall("a:entry", ATOM) == []
    assert client.get("/changes/", {"before": "x"}).status_code == 200


def test_the_policy_is_published_whole(client):
    page = text(client.get("/method/facts/"))

    assert all(rule.replace("'", "&#x27;") in page for rule in POLICY)
    assert "90 days" in page


def test_the_revision_of_a_day_is_the_last_of_that_day(three):
    revisions = [history.revision_on(AT.date() + timedelta(days=n)) for n in range(-1, 4)]

    assert revisions == [0, *(one.version_id for one in three), three[-1].version_id]
    assert history.day_of(three[1].version_id) == date(2026, 3, 3)
    assert history.day_of(10**9) is None


def test_from_a_nurse_s_doubt_to_the_page_that_everybody_sees(client, candidate, editor, clock):
    """A nurse says otherwise in the browser, an editor accepts it there, and page, history and feed show both."""
    stated = next(claim for claim in library().offerings["jhu-ai-healthcare"].claim if claim.field == "price")
    link = re.search(rf'href="([^"]*/price/\?of={stated.id})"', text(client.get("/offerings/jhu-ai-healthcare/")))[
        1
    ]
    given = {"kind": "dispute", "value": "3100", "unit": "USD", "teller": "independent", "seen": "2026-03-01"}
    sent = {**given, "source": "https://press.example.org/fees", "note": "", "reason": "", "send": "1"}

    client.force_login(candidate)
    assert client.post(link, sent)["location"] == "/my/contributions/"
    client.force_login(editor)
    desk = re.search(
        r'href="(/staff/academy/contributions/\d+/)"', text(client.get("/staff/academy/contributions/"))
    )
    decided = {"accepted": "yes", "grade": "C", "has_no_interest": "on", "reason": ""}
    assert client.post(desk[1], decided).status_code == 302
    client.logout()

    page = text(client.get("/offerings/jhu-ai-healthcare/"))
    # The better grade is shown now, and what the source guide said stays in sight.
    assert page.index("USD 3,100") < page.index("USD 2,990")
    assert "Price of the whole, said otherwise" in page
    assert "A reader says otherwise: Price of the whole" in page
    entry = feed_of(client.get("/offerings/jhu-ai-healthcare/changes.atom")).find("a:entry", ATOM)
    assert "USD 3,100 (C, press.example.org)" in one(entry, "a:summary/text()")
