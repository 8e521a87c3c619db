"""What everybody may know about the stock: when it was checked, how much of it, and whether it agrees."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from marketplace.inventory.models import StockCheck
from marketplace.web.shop.pages import page


@require_safe
def truth(request: HttpRequest) -> HttpResponse:
    """The newest check in sums; which figures disagree is for the staff."""
    last = StockCheck.objects.order_by("-started_at", "-pk").first()
    return page(request, "shop/truth.html", {"last": last})
