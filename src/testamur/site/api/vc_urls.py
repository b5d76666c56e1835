"""Addresses of the VC-API, under ``/vc/``."""

from django.urls import path

from testamur.site.api import vc_api

app_name = "vc"

urlpatterns = [
    path("credentials/issue", vc_api.issue, name="issue"),
    path("credentials/status", vc_api.change_status, name="change_status"),
    path("credentials/verify", vc_api.verify, name="verify"),
    path("presentations/verify", vc_api.verify_presentation, name="verify_presentation"),
    path("issuers/<slug:organisation>/<slug:name>/did.json", vc_api.issuer_did, name="issuer_did"),
    path("status/<int:number>", vc_api.status, name="status"),
]
