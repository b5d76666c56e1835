"""Every address of the site, desk by desk."""

from django.core.wsgi import get_wsgi_application
from django.urls import include, path

from testamur.site.api.api import api

urlpatterns = [
    path("", include("testamur.site.public.urls")),
    path("my/", include("testamur.site.candidate.urls")),
    path("staff/", include("testamur.site.staff.urls")),
    path("employer/", include("testamur.site.employer.urls")),
    path("records/", include("testamur.site.employer.record_urls")),
    path("account/", include("allauth.urls")),
    path("api/", api.urls),
    path("vc/", include("testamur.site.api.vc_urls")),
]

application = get_wsgi_application()
