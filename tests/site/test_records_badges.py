"""What our credentials say of an award: what every programme of ours is aligned to, and that it has a shape."""

import json
from dataclasses import replace
from urllib.parse import urlsplit

from people import AT

from other_body import with_other_body
from testamur import credential
from testamur.credential.canonical import canonicalise
from testamur.credential.contexts import vendored
from testamur.site.records import badges, issuers
from testamur.site.records.frameworks import item_uri
from testamur.site.records.library import library
from testamur.site.records.models import Credential, StatusList


def a_badge(edition, *, score):
    """Return the badge of somebody who has earned an edition's credential, without records of them."""
    said = badges.earned(edition)
    return credential.Badge(
        id="https://academy.example/credentials/1",
        name=said.achievement.name,
        issuer=said.issuer,
        recipient=credential.recipient("nina@people.example", salt="0123456789abcdef"),
        achievement=said.achievement,
        valid_from=AT,
        results=tuple(credential.Result(scale.id, str(score)) for scale in said.achievement.results),
        status=credential.StatusEntry("https://academy.example/status/1", 7),
    )


def test_every_programme_of_ours_has_a_shape_that_signs_the_same(editions):
    for edition in editions.values():
        badge, shapes = a_badge(edition, score=77), credential.Shapes(trials=2)
        _, key = issuers.signing_key(edition.organisation)

        shapes.prepare(badge)
        text = shapes.sign(badge, key, at=AT)

        assert json.loads(text) == credential.sign(credential.compose(badge), key, at=AT)
        assert shapes.recognise(json.loads(text)) is not None


def test_every_programme_of_ours_means_the_same_under_both_published_bodies_of_the_context(editions):
    for edition in editions.values():
        document = credential.compose(a_badge(edition, score=77))

        assert canonicalise(document, with_other_body()) == canonicalise(document, vendored())


def test_what_a_credential_is_aligned_to_answers_as_an_item_of_a_framework(client, editions):
    alignments = {
        alignment for edition in editions.values() for alignment in badges.earned(edition).achievement.alignments
    }
    chosen = min(alignments, key=lambda alignment: alignment.url)

    item = client.get(urlsplit(chosen.url).path, headers={"accept": "application/json"}).json()

    assert {alignment.type for alignment in alignments} == {"CFItem"}
    assert item["uri"] == chosen.url
    assert (item["humanCodingScheme"], item["fullStatement"]) == (chosen.code, chosen.name)


def test_an_item_of_somebody_elses_framework_is_named_by_its_own_uri():
    framework = library().frameworks["healthcare-ai"]
    own, theirs = framework.competencies[0], "https://case.example/ims/case/v1p1/CFItems/1"

    assert item_uri(framework, own) == f"http://localhost:8000/frameworks/healthcare-ai/{own.id}"
    assert item_uri(framework, replace(own, uri=theirs)) == theirs


def test_an_award_without_score_or_end_says_neither(held):
    document = json.loads(held.document)

    assert "validUntil" not in document
    assert "result" not in document["credentialSubject"]
    assert (Credential.objects.count(), StatusList.objects.count()) == (1, 1)
