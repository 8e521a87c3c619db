"""Vietnamese at the root, English under /en/."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.http import HttpRequest, HttpResponse
from django.urls import include, path, re_path
from django.views.static import serve


def alive(request: HttpRequest) -> HttpResponse:
    """For whoever watches the process: it answers; the database is not asked."""
    return HttpResponse("ok\n", content_type="text/plain")


handler404 = "marketplace.web.shop.errors.not_found"

urlpatterns = [
    path("healthz", alive),
    path("", include("marketplace.web.shop.root_urls")),
    *i18n_patterns(
        path("quan-ly/", include("marketplace.web.console.urls")),
        path("", include("marketplace.web.shop.urls")),
        prefix_default_language=False,
    ),
]
if settings.SERVE_MEDIA:
    urlpatterns.insert(
        0,
        re_path(
            r"^media/(?P<path>(?:listings|places)/.*)$",
            serve,
            {"document_root": settings.MEDIA_ROOT},
        ),
    )
