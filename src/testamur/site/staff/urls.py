"""The addresses of the staff desk, each under the organisation it is about."""

from django.urls import URLPattern, URLResolver, include, path

from testamur.site.staff import (
    accommodations,
    attendance,
    audit,
    calibrations,
    contributions,
    credentials,
    decisions,
    enrolments,
    exam_forms,
    home,
    panel_acts,
    panels,
    programmes,
    reports,
    results,
    reviews,
    scoring,
    sittings,
    statements,
    what_if,
)

app_name = "staff"

OF_AN_EDITION = [
    path("", programmes.edition, name="edition"),
    path("enrolments/", enrolments.enrolments, name="enrolments"),
    path("attendance/", attendance.attendance, name="attendance"),
    path("attendance/<str:start>/<slug:component>/", attendance.session, name="session"),
    path("forms/", exam_forms.forms, name="forms"),
    path("results/", results.results, name="results"),
    path("reports/", reports.reports, name="reports"),
    path("calibrations/", calibrations.calibrations, name="calibrations"),
    path("panels/new/", panels.new, name="panel_new"),
    path("what-if/", what_if.what_if, name="what_if"),
    path("what-if/sittings.csv", what_if.what_if_sittings, name="what_if_sittings"),
    path("screenings/", reviews.screenings, name="screenings"),
    path("statement/", statements.statement, name="statement"),
    path("statement/endorsements/", statements.bring, name="bring"),
]
OF_A_PANEL = [
    path("", panels.panel, name="panel"),
    path("describe/", panel_acts.describe, name="panel_describe"),
    path("invite/", panel_acts.invite, name="panel_invite"),
    path("open/", panel_acts.open_round, name="panel_open"),
    path("close/", panel_acts.close_round, name="panel_close"),
    path("excuse/", panel_acts.excuse, name="panel_excuse"),
    path("end/", panel_acts.end, name="panel_end"),
    path("sign/", panel_acts.sign, name="panel_sign"),
    path("record.json", panels.record, name="panel_record"),
    path("programme.toml", panels.file, name="panel_file"),
]
OF_A_SITTING = [
    path("", sittings.sitting, name="sitting"),
    path("admit/", sittings.admit, name="admit"),
    path("pause/", sittings.pause, name="pause"),
    path("resume/", sittings.resume, name="resume"),
    path("extend/", sittings.extend, name="extend"),
    path("void/", sittings.void, name="void"),
    path("incident/", sittings.incident, name="incident"),
]
OF_AN_ORGANISATION: list[URLPattern | URLResolver] = [
    path("", home.organisation, name="organisation"),
    path("programmes/", programmes.programmes, name="programmes"),
    path("programmes/publish/", programmes.publish, name="publish"),
    path("editions/<int:pk>/", include(OF_AN_EDITION)),
    path("enrolments/<int:pk>/", enrolments.enrolment, name="enrolment"),
    path("forms/<int:pk>/", exam_forms.form, name="form"),
    path("forms/<int:pk>/items/<int:position>/", exam_forms.item, name="item"),
    path("calibrations/<int:pk>/", calibrations.calibration, name="calibration"),
    path("reports/<int:pk>/", reports.report, name="report"),
    path("reports/<int:pk>/report.pdf", reports.report_pdf, name="report_pdf"),
    path("panels/", panels.panels, name="panels"),
    path("panels/<int:pk>/", include(OF_A_PANEL)),
    path("sittings/", sittings.watch, name="sittings"),
    path("sittings/<int:pk>/", include(OF_A_SITTING)),
    path("accommodations/", accommodations.accommodations, name="accommodations"),
    path("decisions/", decisions.decisions, name="decisions"),
    path("decisions/<int:pk>/", decisions.decision, name="decision"),
    path("scoring/<int:pk>/", scoring.scoring_change, name="scoring_change"),
    path("scoring/<int:pk>/withdraw/", scoring.withdraw_change, name="withdraw_change"),
    path("passes/<int:pk>/", scoring.pass_review, name="pass_review"),
    path("reviews/", reviews.reviews, name="reviews"),
    path("reviews/<int:pk>/", reviews.review, name="review"),
    path("screenings/<int:pk>/", reviews.screening, name="screening"),
    path("contributions/", contributions.contributions, name="contributions"),
    path("contributions/<int:pk>/", contributions.contribution, name="contribution"),
    path("credentials/", credentials.credentials, name="credentials"),
    path("credentials/<int:pk>/", credentials.credential, name="credential"),
    path("statements/", statements.statements, name="statements"),
    path("statements/<uuid:identifier>/", statements.endorse, name="endorse"),
    path("endorsements/<int:pk>/withdraw/", statements.withdraw, name="withdraw"),
    path("audit/", audit.audit, name="audit"),
]

urlpatterns = [
    path("", home.home, name="home"),
    path("<slug:slug>/", include(OF_AN_ORGANISATION)),
]
