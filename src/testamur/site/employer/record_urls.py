"""The addresses of verification records, at the root, as they stand in the records themselves."""

from django.urls import path

from testamur.site.employer import record

app_name = "records"

urlpatterns = [
    path("<uuid:identifier>", record.record, name="record"),
    path("<uuid:identifier>.json", record.record_json, name="json"),
    path("<uuid:identifier>.pdf", record.record_pdf, name="pdf"),
]
