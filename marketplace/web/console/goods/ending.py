"""Sắp hết hạn: what is past its date or ends soon at my places, with what would help to sell it."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from marketplace import clock
from marketplace.accounts.access import Action, places_for
from marketplace.inventory import expiry
from marketplace.inventory.expiry import Ending
from marketplace.inventory.pace import DAYS
from marketplace.inventory.reasons import Reason
from marketplace.inventory.scan import label_text
from marketplace.web.console import sheet
from marketplace.web.console.goods.events import CONDITIONS, owner_name
from marketplace.web.console.guard import staff
from marketplace.web.console.page import show
from marketplace.web.console.paging import page_of
from marketplace.web.console.place_filter import PlaceFilter

ENDED, SOON = "ended", "soon"
MOST_DAYS = 365


class Filters(PlaceFilter):
    show = forms.ChoiceField(
        label=gettext_lazy("Show"),
        choices=[
            ("", gettext_lazy("All")),
            (ENDED, gettext_lazy("past their date")),
            (SOON, gettext_lazy("ending soon")),
        ],
        required=False,
    )
    days = forms.IntegerField(
        label=gettext_lazy("Ends within (days)"),
        required=False,
        min_value=1,
        max_value=MOST_DAYS,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["days"].widget.attrs["placeholder"] = settings.NEAR_EXPIRY_DAYS


@staff(Action.SEE_STOCK)
def ending(request: HttpRequest) -> HttpResponse:
    places = places_for(request.user, Action.SEE_STOCK)
    mine = list(places.order_by("name"))
    filters = Filters(request.GET, places=mine)
    filters.is_valid()
    asked = filters.cleaned_data
    if asked.get("place"):
        places = places.filter(code=asked["place"])
    today = clock.today()
    within = asked.get("days") or settings.NEAR_EXPIRY_DAYS
    found = expiry.ending(places, day=today, within=within)
    if asked.get("show") == ENDED:
        found = found.filter(lot__best_before__lt=today)
    elif asked.get("show") == SOON:
        found = found.filter(lot__best_before__gte=today)
    if request.GET.get("as") == "xlsx":
        return _sheet(expiry.with_markdown(found, day=today))
    page = page_of(request, found)
    context = {
        "filters": filters,
        "within": within,
        "page": page,
        "rows": [_row(one) for one in expiry.with_markdown(page.object_list, day=today)],
        "has_many_places": len(mine) > 1,
        "is_filtered": any(asked.values()),
        "may_adjust": Action.ADJUST_STOCK in request.actions,
    }
    return show(request, "console/goods/ending.html", context)


def _row(one: Ending) -> dict[str, Any]:
    balance = one.balance
    label = label_text(balance.lot.variant.sku, balance.lot.code)
    here = {"place": balance.place.code, "find": label}
    reason = {"reason": str(Reason.EXPIRED)} if one.days_left < 0 else {}
    return {
        "one": one,
        "owner": owner_name(balance.owner),
        "condition": CONDITIONS[balance.condition],
        "left": _left(one.days_left),
        "arithmetic": _arithmetic(one),
        "write_off": f"{reverse('console:adjustment_new')}?{urlencode(here | reason)}",
        "move": f"{reverse('console:transfer_new')}?{urlencode({'tu': balance.place.code})}",
        "give_back": f"{reverse('console:producer_return')}?{urlencode(here)}",
    }


def _left(days: int) -> str:
    if days < 0:
        said = ngettext("%(n)d day past its date", "%(n)d days past its date", -days)
        return said % {"n": -days}
    if days == 0:
        return _("last day today")
    return ngettext("%(n)d day left", "%(n)d days left", days) % {"n": days}


def _arithmetic(one: Ending) -> str:
    """The figures behind the suggestion, in one line."""
    if one.markdown is None:
        return ""
    figures = {
        "first": one.markdown.first,
        "sold": one.markdown.pace.sold,
        "period": DAYS,
        "days": one.markdown.days,
        "likely": one.markdown.likely,
        "left": one.markdown.left_over,
    }
    return (
        _(
            "%(first)d units go first; %(sold)d sold in %(period)d days, so %(likely)d in the "
            "%(days)d days left: %(left)d left over."
        )
        % figures
    )


def _sheet(rows: list[Ending]) -> HttpResponse:
    headings = [_("Product"), _("Lot"), _("Best before"), _("Days left"), _("Units"), _("Place")]
    headings += [_("Owner"), _("Condition"), _("Suggested markdown (%)"), _("Why")]
    return sheet.answer(
        "sap-het-han",
        headings,
        (
            (
                one.balance.lot.variant.product.name,
                one.balance.lot.code,
                one.balance.lot.best_before,
                one.days_left,
                one.balance.quantity,
                one.balance.place.name,
                owner_name(one.balance.owner),
                str(CONDITIONS[one.balance.condition]),
                one.markdown.percent if one.markdown else None,
                _arithmetic(one),
            )
            for one in rows
        ),
    )
