"""The interface that anybody may use: typed, bounded, and with one shape of error."""

import json
from base64 import b64encode

import pytest

from papers import pdf
from photographs import code, file
from pictures import PNG
from testamur.credential import bake
from testamur.site.records.frameworks import served_case
from testamur.site.records.library import library

pytestmark = pytest.mark.django_db
ERROR = {"rule", "reason", "problems"}


def post(client, path, body):
    content = body if isinstance(body, str | bytes) else json.dumps(body)
    return client.post(path, content, content_type="application/json")


def test_the_interface_is_described(client):
    document = client.get("/api/openapi.json").json()

    assert document["openapi"].startswith("3.")
    assert set(document["paths"]) == {
        "/api/offerings",
        "/api/offerings/{identifier}",
        "/api/search",
        "/api/roles",
        "/api/frameworks",
        "/api/frameworks/{identifier}",
        "/api/programmes",
        "/api/fit/rank",
        "/api/verify",
        "/api/my/enrolments",
        "/api/my/credentials",
        "/api/organisations/{slug}/results",
        "/api/organisations/{slug}/roster",
        "/api/organisations/{slug}/rounds/{number}",
        "/api/organisations/{slug}/records",
        "/api/organisations/{slug}/records/{identifier}",
    }


def test_there_is_no_page_that_loads_from_elsewhere(client):
    assert client.get("/api/docs").status_code == 404


def test_offerings_are_listed(client):
    listed = client.get("/api/offerings").json()

    assert [one["id"] for one in listed] == sorted(library().offerings)


def test_offerings_are_listed_in_parts(client):
    listed = client.get("/api/offerings", {"limit": 2, "offset": 1}).json()

    assert [one["id"] for one in listed] == sorted(library().offerings)[1:3]


@pytest.mark.parametrize(
    "asked", [{"limit": 0}, {"limit": 9999}, {"offset": -1}, {"limit": "x"}, {"q": "x" * 101}]
)
def test_limits_are_kept(client, asked):
    answer = client.get("/api/offerings", asked)

    assert answer.status_code == 422
    assert set(answer.json()) == ERROR
    assert answer.json()["problems"]


def test_an_offering_comes_with_every_claim(client):
    offering = library().offerings["abaim-certification"]

    given = client.get("/api/offerings/abaim-certification").json()

    assert len(given["claim"]) == len(offering.claim)
    assert given["unknown"] == list(offering.unknown)
    assert {claim["grade"] for claim in given["claim"]} == {claim.grade for claim in offering.claim}


@pytest.mark.parametrize("path", ["/api/offerings/none", "/api/frameworks/none"])
def test_what_is_not_there_says_so(client, path):
    answer = client.get(path)

    assert answer.status_code == 404
    assert answer.json() == {"rule": "not-found", "reason": "There is no such thing here.", "problems": []}


def test_roles_come_with_weights_that_sum_to_one(client):
    roles = client.get("/api/roles").json()

    assert [role["id"] for role in roles] == sorted(library().roles)
    assert all(sum(role["weights"].values()) == pytest.approx(1) for role in roles)


def test_a_framework_comes_as_a_case_package(client):
    (line,) = [one for one in client.get("/api/frameworks").json() if one["id"] == "healthcare-ai"]

    given = client.get(line["case_url"].removeprefix("http://localhost:8000")).json()

    assert given == served_case(library().frameworks["healthcare-ai"])


def test_programmes_come_in_their_newest_edition(client, editions):
    given = client.get("/api/programmes").json()

    assert {one["id"]: one["digest"] for one in given} == {name: e.digest for name, e in editions.items()}
    assert client.get(given[0]["url"].removeprefix("http://localhost:8000")).status_code == 200


def test_a_profile_is_ranked(client):
    asked = {"profile": {"role": "nurse-leader", "country": "US", "budget": 3000}, "on": "2026-11-23"}

    given = post(client, "/api/fit/rank", asked).json()

    assert [one["place"] for one in given["fits"]] == list(range(1, len(given["fits"]) + 1))
    assert len(given["fits"]) + len(given["set_aside"]) == len(library().offerings)
    assert sum(one["first_share"] for one in given["fits"]) == pytest.approx(1)
    assert post(client, "/api/fit/rank", asked).json() == given


def test_an_answer_says_what_to_do_and_by_whose_weights(client):
    asked = {"profile": {"role": "nurse-leader"}, "on": "2026-11-23", "weights": {"cost": 3, "time": 1}}

    given = post(client, "/api/fit/rank", asked).json()

    assert (given["weights"]["cost"], given["weights"]["time"]) == (0.75, 0.25)
    assert given["counsel"]["sentence"]
    assert {change["kind"] for change in given["changes"]} <= {"weight", "fact"}
    assert given["considered"] == len(library().offerings)
    assert given["fits"][0]["totals"]["price"]["unit"] == "USD"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("", 422),
        ("{", 422),
        ("[]", 422),
        ({}, 422),
        ({"profile": {"role": "astronaut"}}, 422),
        ({"profile": {"role": "physician", "country": "usa"}}, 422),
        ({"profile": {"role": "physician", "country": "us"}}, 422),
        ({"profile": {"role": "physician", "hours_per_week": 0}}, 422),
        ({"profile": {"role": "physician"}, "policy": "mine"}, 422),
        ({"profile": {"role": "physician"}, "weights": {"fame": 1}}, 422),
        ({"profile": {"role": "physician"}, "weights": {"cost": 0}}, 422),
        ('{"profile": {"role": "physician"}, "profile": {"role": "pharmacist"}}', 422),
        ('{"profile": {"role": "physician", "budget": NaN}}', 422),
        ('{"profile": {"role": "physician", "budget": 1e400}}', 422),
        ('{"a":' * 200 + "1" + "}" * 200, 422),
        (b"\xff\xfe", 422),
        (" " * 600_000, 422),
        (" " * 1_100_000, 413),
    ],
)
def test_a_wrong_question_gets_every_problem(client, body, status):
    answer = post(client, "/api/fit/rank", body)

    assert answer.status_code == status
    assert set(answer.json()) == ERROR


def test_a_credential_is_checked_as_json_text_and_address(client, held):
    bodies = [
        {"credential": json.loads(held.document)},
        {"text": held.document},
        {"address": f"http://localhost:8000/credentials/{held.identifier}"},
    ]

    answers = [post(client, "/api/verify", body).json() for body in bodies]

    assert {answer["verdict"] for answer in answers} == {"genuine and current"}
    assert all(answer["credential"] == json.loads(held.document) for answer in answers)
    assert [step["answer"] for step in answers[0]["steps"]] == [*["yes"] * 8, "not asked"]


@pytest.mark.parametrize(
    ("email", "verdict", "answer"),
    [
        ("nina.nurse@people.example", "genuine and current", "yes"),
        ("somebody.else@people.example", "not theirs", "no"),
    ],
)
def test_a_credential_is_compared_with_its_holder_s_address(client, held, email, verdict, answer):
    found = post(client, "/api/verify", {"text": held.document, "email": email}).json()

    assert (found["verdict"], found["steps"][-1]["name"], found["steps"][-1]["answer"]) == (
        verdict,
        "holder",
        answer,
    )


def test_a_badge_picture_is_checked_as_a_file_in_base64(client, held):
    picture = b64encode(bake(PNG, held.document.encode())).decode()

    answer = post(client, "/api/verify", {"file": picture}).json()

    assert (answer["verdict"], answer["credential"]) == ("genuine and current", json.loads(held.document))
    assert post(client, "/api/verify", {"file": "not base64"}).status_code == 422


def test_a_pdf_certificate_and_a_picture_of_a_code_are_checked_as_files_in_base64(client, held):
    paper = pdf(**{"credential.json": held.document.encode()})
    picture = file(code(f"http://localhost:8000/credentials/{held.identifier}"))

    for given in (paper, picture):
        answer = post(client, "/api/verify", {"file": b64encode(given).decode()}).json()

        assert (answer["verdict"], answer["credential"]) == ("genuine and current", json.loads(held.document))


def test_nothing_of_a_credential_is_given_that_is_not_proved(client, held):
    changed = held.document.replace("Five Courses", "Six Courses")

    answer = post(client, "/api/verify", {"text": changed}).json()

    assert answer["verdict"] == "not genuine"
    assert answer["is_good"] is False
    assert answer["credential"] is None


@pytest.mark.parametrize("body", [{}, {"text": "{}", "address": "https://a.example"}, {"text": "x" * 300_000}])
def test_one_way_to_give_a_credential_must_be_chosen(client, body):
    answer = post(client, "/api/verify", body)

    assert answer.status_code == 422
    assert set(answer.json()) == ERROR


@pytest.mark.parametrize("hostile", ["{}", "[]", "null", "1e999", '{"a":' * 300, "\x00", '{"id":"\\ud800"}'])
def test_hostile_text_gets_a_verdict(client, hostile):
    assert post(client, "/api/verify", {"text": hostile}).json()["verdict"] == "not genuine"


@pytest.mark.parametrize("address", ["http://127.0.0.1/", "https://169.254.169.254/", "file:///etc/passwd", "x"])
def test_an_address_that_may_not_be_asked_is_refused(client, address):
    answer = post(client, "/api/verify", {"address": address})

    assert answer.status_code == 409
    assert answer.json()["rule"] == "unreachable"


def test_a_method_that_is_not_offered_is_refused(client):
    assert client.get("/api/fit/rank").status_code == 405
