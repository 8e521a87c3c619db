"""Why goods go back, in words for shopper and staff."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from marketplace.orders.models import ReturnRequest

WORDS: dict[Any, Any] = {
    ReturnRequest.Reason.BROKEN: _("Broken or leaking"),
    ReturnRequest.Reason.NOT_AS_DESCRIBED: _("Not as described"),
    ReturnRequest.Reason.PAST_ITS_DATE: _("Past its date"),
    ReturnRequest.Reason.WRONG_GOODS: _("Other goods than ordered"),
    ReturnRequest.Reason.OTHER: _("Something else"),
}
