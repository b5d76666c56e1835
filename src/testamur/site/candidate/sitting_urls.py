"""Addresses of the exam player, under /my/sittings/."""

from django.urls import path

from testamur.site.candidate import closing, question, sitting

urlpatterns = [
    path("book/<int:enrolment>/<slug:component>/", sitting.book, name="book"),
    path("renewal/<int:award>/", sitting.book_renewal, name="book_renewal"),
    path("<int:pk>/", sitting.start, name="sitting"),
    path("<int:pk>/enter/", sitting.enter, name="enter"),
    path("<int:pk>/responses/", question.responses, name="responses"),
    path("<int:pk>/state/", question.state, name="sitting_state"),
    path("<int:pk>/review/", closing.review, name="review"),
    path("<int:pk>/submit/", closing.submit, name="submit"),
    path("<int:pk>/report/", closing.report, name="report"),
    path("<int:pk>/<int:position>/", question.question, name="question"),
]
