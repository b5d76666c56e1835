"""The pages of technical reports, and the worker that makes the large ones."""

from datetime import date, timedelta

import pytest
from crowds import crowd
from django.urls import reverse

from testamur.site.jobs.tasks import make_reports
from testamur.site.records.actions import reports
from testamur.site.records.models import AuditEntry, ReportRequest, TechnicalReport

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(now):
    return {"since": f"{now.year}-01-01", "until": now.date().isoformat(), "audience": "public"}


@pytest.fixture
def sat(exam_form):
    """Let forty people sit."""
    crowd(exam_form, 40)
    return exam_form


def list_url(form):
    return reverse("staff:reports", args=["academy", form.edition_id])


def test_before_there_is_one_the_page_says_so(client, examiner, exam_form):
    client.force_login(examiner)

    page = client.get(list_url(exam_form)).content.decode()

    assert "No technical report has been made yet." in page


def test_the_button_makes_one_and_leads_to_it(client, examiner, sat, asked, now):
    client.force_login(examiner)

    answer = client.post(list_url(sat), asked)

    made = TechnicalReport.objects.get()
    page = client.get(answer["location"]).content.decode()
    assert answer["location"] == reverse("staff:report", args=["academy", made.pk])
    assert page.count('<section id="section-') == 13
    assert '<article lang="en" class="report">' in page
    assert made.data_digest in page
    assert (made.sittings, made.is_simulated, made.made_at) == (40, False, now)
    assert {e.action for e in AuditEntry.objects.filter(action__startswith="report.")} == {
        "report.ask",
        "report.make",
    }


def test_the_pdf_file_is_the_one_that_was_made_and_the_same_data_give_the_same(client, owner, sat, asked):
    client.force_login(owner)
    client.post(list_url(sat), asked)
    client.post(list_url(sat), asked)

    one, other = TechnicalReport.objects.all()
    answer = client.get(reverse("staff:report_pdf", args=["academy", one.pk]))

    assert answer["Content-Type"] == "application/pdf"
    assert answer.content[:8] == b"%PDF-1.7"
    assert answer.content == bytes(one.paper) == bytes(other.paper)
    assert one.digest == other.digest


def test_a_public_report_names_no_key_and_nobody(client, owner, sat, asked):
    client.force_login(owner)
    client.post(list_url(sat), asked)

    page = TechnicalReport.objects.get().page

    assert "(key)" not in page
    assert "people.example" not in page
    assert "Crowd" not in page


def test_why_there_is_none_stands_on_the_page(client, examiner, exam_form, asked):
    client.force_login(examiner)

    page = client.post(list_url(exam_form), asked, follow=True).content.decode()

    assert "There is no report: Nobody finished a first attempt" in page
    assert not TechnicalReport.objects.exists()


def test_days_that_make_no_sense_are_told_and_leave_no_trace(client, examiner, sat, asked, now):
    client.force_login(examiner)
    tomorrow = (now + timedelta(days=1)).date().isoformat()

    answers = [
        client.post(list_url(sat), asked | change).status_code
        for change in ({"since": "yesterday"}, {"until": "2001-01-01"}, {"until": tomorrow}, {"audience": "all"})
    ]

    assert answers == [422, 409, 409, 422]
    assert not ReportRequest.objects.exists()


def test_a_candidate_of_the_programme_sees_no_report_whatever_their_duties(client, owner, sat, enrol, asked, at):
    client.force_login(owner)
    client.post(list_url(sat), asked)
    made = TechnicalReport.objects.get()
    enrol(owner, "healthcare-ai-professional", at=at)

    places = [list_url(sat)]
    places += [reverse(f"staff:{name}", args=["academy", made.pk]) for name in ("report", "report_pdf")]

    assert [client.get(place).status_code for place in places] == [409, 409, 409]


def test_a_large_one_waits_for_the_worker_and_is_made_once(client, examiner, sat, asked, now, monkeypatch):
    monkeypatch.setattr(reports, "AT_ONCE", 100)
    client.force_login(examiner)

    page = client.post(list_url(sat), asked, follow=True).content.decode()
    second = client.post(list_url(sat), asked)

    assert "the worker makes the report" in page
    assert "waits for the worker" in page
    assert second.status_code == 409
    assert [make_reports.JOB.run(now) for _ in range(2)] == [1, 0]
    assert TechnicalReport.objects.get().request.by == examiner


def test_a_request_of_a_worker_that_stopped_is_taken_again(owner, sat, now, monkeypatch):
    monkeypatch.setattr(reports, "AT_ONCE", 100)
    told = {"audience": "internal", "since": date(now.year, 1, 1), "until": now.date(), "by": owner}
    request = reports.ask(edition=sat.edition, at=now, **told)
    ReportRequest.objects.filter(pk=request.pk).update(claimed_at=now)

    assert reports.work(at=now + timedelta(minutes=10)) == 0
    assert reports.work(at=now + reports.LEASE) == 1
    assert TechnicalReport.objects.get().page.count("Internal: not for publication") == 1
