"""The addresses of the employer desk, each under the organisation it is about."""

from django.urls import URLPattern, URLResolver, include, path

from testamur.site.employer import entry, lists, notices, record, roster

app_name = "employer"

OF_AN_ORGANISATION: list[URLPattern | URLResolver] = [
    path("", roster.roster, name="roster"),
    path("add/", roster.add, name="add"),
    path("check/", lists.check_all, name="check_all"),
    path("roster.csv", roster.export, name="export"),
    path("records.json", record.records_json, name="records_json"),
    path("records.pdf", record.records_pdf, name="records_pdf"),
    path("records/", record.ask, name="ask"),
    path("list/", lists.hand_in, name="hand_in"),
    path("list/example.csv", lists.example, name="example"),
    path("rounds/<int:pk>/", lists.round_, name="round"),
    path("rounds/<int:pk>/round.csv", lists.round_csv, name="round_csv"),
    path("changes/", notices.notices, name="notices"),
    path("changes/people/", notices.tell, name="tell"),
    path("changes/webhook/", notices.set_webhook, name="set_webhook"),
    path("changes/webhook/trial/", notices.try_webhook, name="try_webhook"),
    path("changes/webhook/on/", notices.switch_on, name="switch_on"),
    path("changes/webhook/remove/", notices.remove_webhook, name="remove_webhook"),
    path("entries/<int:pk>/", entry.entry, name="entry"),
    path("entries/<int:pk>/check/", entry.check, name="check"),
    path("entries/<int:pk>/tell/", notices.tell_me, name="tell_me"),
    path("entries/<int:pk>/remove/", entry.remove, name="remove"),
]

urlpatterns = [
    path("", roster.home, name="home"),
    path("<slug:slug>/", include(OF_AN_ORGANISATION)),
]
