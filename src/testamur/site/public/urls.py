"""Addresses of the public desk, at the root; no account is needed for any of them."""

from django.urls import path

from testamur.site.public import (
    case,
    changes,
    choose,
    compare,
    credential,
    facts_policy,
    framework,
    home,
    method,
    offering,
    page,
    programme,
    role,
    search,
    verify,
)

app_name = "public"

urlpatterns = [
    path("", home.home, name="home"),
    path("choose/", choose.choose, name="choose"),
    path("choose/advice/", choose.advice, name="advice"),
    path("choose/advice/live/", choose.advice_live, name="advice_live"),
    path("offerings/", search.offerings, name="offerings"),
    path("offerings/<slug:offering>/", offering.offering, name="offering"),
    path("offerings/<slug:offering>/changes.atom", changes.offering_feed, name="offering_feed"),
    path("changes/", changes.changes, name="changes"),
    path("changes.atom", changes.changes_feed, name="changes_feed"),
    path("offerings/<slug:offering>/case/", case.case, name="case"),
    path("offerings/<slug:offering>/cv/", case.cv_line, name="cv_line"),
    path("compare/", compare.compare, name="compare"),
    path("roles/", role.roles, name="roles"),
    path("roles/<slug:role>/", role.role, name="role"),
    path("frameworks/", framework.frameworks, name="frameworks"),
    path("frameworks/<slug:framework>/", framework.framework, name="framework"),
    path("frameworks/<slug:framework>/<uuid:item>", framework.competency, name="competency"),
    path("programmes/", programme.programmes, name="programmes"),
    path("programmes/<slug:organisation>/<slug:programme>/", programme.programme, name="programme"),
    path("programmes/<slug:organisation>/<slug:programme>/<str:edition>", programme.edition, name="edition"),
    path(
        "programmes/<slug:organisation>/<slug:programme>/<str:edition>/programme.toml",
        programme.text,
        name="edition_text",
    ),
    path("verify/", verify.verify, name="verify"),
    path("credentials/<uuid:identifier>", credential.credential, name="credential"),
    path("issuers/<slug:organisation>/did.json", credential.issuer_did, name="issuer_did"),
    path(".well-known/did.json", credential.site_did, name="site_did"),
    path("status/<int:number>", credential.status, name="status"),
    path("method/", method.method, name="method"),
    path("method/facts/", facts_policy.facts_policy, name="facts_policy"),
    path("disclosure/", page.disclosure, name="disclosure"),
    path("privacy/", page.privacy, name="privacy"),
    path("hospitals/", page.hospitals, name="hospitals"),
    path("licence/", page.licence, name="licence"),
]
