"""What is shown where nothing is."""

from django.http import HttpRequest, HttpResponse

from marketplace.web.shop.pages import page


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler404: the shop's own page, with its header and footer."""
    return page(request, "404.html", status=404)
