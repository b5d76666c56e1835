"""The addresses of the employer desk, each under the organisation it is about."""

from django.urls import URLPattern, URLResolver, include, path

from testamur.site.employer import entry, roster

app_name = "employer"

OF_AN_ORGANISATION: list[URLPattern | URLResolver] = [
    path("", roster.roster, name="roster"),
    path("add/", roster.add, name="add"),
    path("check/", roster.check_all, name="check_all"),
    path("roster.csv", roster.export, name="export"),
    path("entries/<int:pk>/", entry.entry, name="entry"),
    path("entries/<int:pk>/check/", entry.check, name="check"),
    path("entries/<int:pk>/remove/", entry.remove, name="remove"),
]

urlpatterns = [
    path("", roster.home, name="home"),
    path("<slug:slug>/", include(OF_AN_ORGANISATION)),
]
