"""What buyer and seller can rely on: delivery, collection, payment, returns, complaints, data."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from marketplace.web.shop.pages import page


@require_safe
def terms(request: HttpRequest) -> HttpResponse:
    return page(
        request,
        "shop/terms.html",
        {
            "confirm_hours": settings.COD_CONFIRM_HOURS,
            "collect_days": settings.COLLECT_DAYS,
            "return_days": settings.RETURN_DAYS,
            "complaint_days": settings.COMPLAINT_DAYS,
        },
    )
