"""Addresses of the candidate desk, under /my/; every page shows the person's own records only."""

from django.urls import include, path

from testamur.site.candidate import (
    assignment,
    contribution,
    credential,
    credit,
    data,
    enrol,
    evaluation,
    home,
    module,
    plan,
    programme,
    quiz,
    renewal,
    session,
)

app_name = "candidate"

part = "programmes/<int:pk>/<slug:component>"
held = "credentials/<uuid:identifier>"

urlpatterns = [
    path("", home.home, name="home"),
    path("enrol/<int:edition>/", enrol.enrol, name="enrol"),
    path("sittings/", include("testamur.site.candidate.sitting_urls")),
    path("programmes/<int:pk>/", programme.programme, name="programme"),
    path("programmes/<int:pk>/decide/", programme.decide, name="decide"),
    path("programmes/<int:pk>/appeal/", programme.appeal, name="appeal"),
    path("programmes/<int:pk>/credit/", credit.credit, name="credit"),
    path(f"{part}/credit/", credit.certificate, name="credit_certificate"),
    path(f"{part}/session/", session.session, name="session"),
    path(f"{part}/session.ics", session.event, name="session_event"),
    path(f"{part}/assignment/", assignment.assignment, name="assignment"),
    path(f"{part}/assignment/open/", assignment.open_case, name="open_case"),
    path(f"{part}/assignment/<int:attempt>/", assignment.result, name="assignment_result"),
    path(f"{part}/assignment/<int:attempt>/data.csv", assignment.data, name="case_data"),
    path(f"{part}/evaluation/", evaluation.evaluation, name="evaluation"),
    path(f"{part}/", module.module, name="module"),
    path(f"{part}/<slug:text_id>/", module.text, name="text"),
    path(f"{part}/<slug:text_id>/quiz/", quiz.quiz, name="quiz"),
    path(f"{part}/<slug:text_id>/quiz/<int:attempt>/", quiz.quiz_result, name="quiz_result"),
    path("credentials/", credential.credentials, name="credentials"),
    path(f"{held}/", credential.credential, name="credential"),
    path(f"{held}/credential.json", credential.document, name="credential_document"),
    path(f"{held}/qr.svg", credential.qr, name="credential_qr"),
    path(f"{held}/certificate/", credential.certificate, name="certificate"),
    path(f"{held}/name/", credential.show_name, name="show_name"),
    path("awards/<int:pk>/renew/", renewal.renew, name="renew"),
    path("awards/<int:pk>/renew/activities/", renewal.by_activities, name="renew_by_activities"),
    path("awards/<int:pk>/renew/sittings/<int:sitting>/", renewal.by_sitting, name="renew_by_sitting"),
    path("plans/", plan.plans, name="plans"),
    path("plans/new/", plan.plan_new, name="plan_new"),
    path("plans/<int:pk>/", plan.plan, name="plan"),
    path("plans/<int:pk>/change/", plan.plan_change, name="plan_change"),
    path("plans/<int:pk>/settle/", plan.plan_settle, name="plan_settle"),
    path("plans/<int:pk>/steps/<int:step>/reopen/", plan.plan_reopen, name="plan_reopen"),
    path("plans/<int:pk>/remove/", plan.plan_remove, name="plan_remove"),
    path("plans/<int:pk>/plan.ics", plan.plan_days, name="plan_days"),
    path("contributions/", contribution.own, name="contributions"),
    path("contributions/new/<slug:offering>/", contribution.propose, name="propose"),
    path("contributions/new/<slug:offering>/<str:field>/", contribution.propose_fact, name="propose_fact"),
    path("transcript/", credit.transcript, name="transcript"),
    path("data/", data.data, name="data"),
    path("data/export/", data.export, name="export"),
    path("data/erase/", data.erase, name="erase"),
]
