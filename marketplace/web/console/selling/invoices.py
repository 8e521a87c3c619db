"""Hóa đơn cần xuất: what was delivered, with net, rate and tax, and the file for the tax software."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace import clock
from marketplace.accounts.access import Action
from marketplace.orders import invoices as rules
from marketplace.orders.models import Parcel
from marketplace.orders.payments import METHODS
from marketplace.places.models import Operator
from marketplace.web.console import sheet
from marketplace.web.console.guard import staff
from marketplace.web.console.page import show
from marketplace.web.console.paging import page_of
from marketplace.web.console.selling.sellers import sellers_of

AT_ONCE = 500  # parcels read at a time for a file
DAY = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class Filters(forms.Form):
    """Days: those of this month up to today where none are said."""

    first = forms.DateField(label=gettext_lazy("From day"), required=False, widget=DAY)
    last = forms.DateField(label=gettext_lazy("To day"), required=False, widget=DAY)
    seller = forms.ChoiceField(label=gettext_lazy("Seller"), required=False)
    company = forms.BooleanField(
        label=gettext_lazy("Only for companies with a tax code"), required=False
    )

    def __init__(self, *args: Any, sellers: list[Operator], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("All")), *((one.code, one.name) for one in sellers)]
        self.fields["seller"].choices = choices

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        first, last = said.get("first"), said.get("last")
        if first and last and last < first:
            self.add_error("last", _("The last day comes before the first."))
        return said


@staff(Action.EXPORT_INVOICES)
def invoices(request: HttpRequest) -> HttpResponse:
    sellers = sellers_of(request, Action.EXPORT_INVOICES)
    today = clock.today()
    asked = {"first": today.replace(day=1).isoformat(), "last": today.isoformat()}
    asked |= {name: value for name, value in request.GET.items() if value}
    filters = Filters(asked, sellers=list(sellers))
    is_readable = filters.is_valid()
    found = _found(sellers, filters.cleaned_data) if is_readable else Parcel.objects.none()
    if is_readable and request.GET.get("as") in ("xlsx", "csv"):
        write = sheet.answer if request.GET["as"] == "xlsx" else sheet.answer_csv
        return write("hoa-don-can-xuat", _headings(), _lines(found))
    page = page_of(request, found)
    at_rates = rules.sums(found) if is_readable else []
    context = {
        "filters": filters,
        "page": page,
        "rows": [_row(parcel) for parcel in page.object_list],
        "at_rates": at_rates,
        "net": sum(one.net for one in at_rates),
        "tax": sum(one.tax for one in at_rates),
        "total": sum(one.total for one in at_rates),
        "is_filtered": any(request.GET.get(name) for name in filters.fields),
        "has_many_sellers": len(sellers) > 1,
        "without_code": [one.name for one in sellers if not one.tax_code],
    }
    return show(request, "console/selling/invoices.html", context, 200 if is_readable else 422)


def _found(sellers: QuerySet[Operator], asked: dict[str, Any]) -> QuerySet[Parcel]:
    if asked["seller"]:
        sellers = sellers.filter(code=asked["seller"])
    today = clock.today()
    first, last = asked["first"] or date(2000, 1, 1), asked["last"] or today
    found = rules.delivered(sellers, first, last)
    return found.filter(order__invoice__isnull=False) if asked["company"] else found


def _row(parcel: Parcel) -> dict[str, Any]:
    lines = rules.lines_of(parcel)
    total, net = sum(line.total for line in lines), sum(line.net for line in lines)
    return {
        "parcel": parcel,
        "invoice": getattr(parcel.order, "invoice", None),
        "rates": rules.by_rate(lines),
        "net": net,
        "tax": total - net,
        "total": total,
    }


def _headings() -> list[str]:
    return [
        _("Delivered on"),
        _("Order"),
        _("Parcel"),
        _("Seller's tax code"),
        _("Seller"),
        _("Buyer's tax code"),
        _("Company"),
        _("Buyer"),
        _("Buyer's address"),
        _("Buyer's e-mail"),
        _("Line"),
        _("Goods or service"),
        _("Unit"),
        _("Quantity"),
        _("Price before tax"),
        _("Net"),
        _("VAT (%)"),
        _("Tax"),
        _("Amount"),
        _("Payment"),
        _("Paid back"),
    ]


def _lines(found: QuerySet[Parcel]) -> Iterator[tuple[Any, ...]]:
    """A row a line; what was paid back stands once a parcel, since its invoice has to be adjusted."""
    for parcel in found.iterator(chunk_size=AT_ONCE):
        order, buyer = parcel.order, _buyer(parcel)
        for line in rules.lines_of(parcel):
            yield (
                clock.local(parcel.ended_at).date() if parcel.ended_at else None,
                order.code,
                parcel.code,
                order.seller.tax_code,
                order.seller.name,
                *buyer,
                line.number,
                line.name,
                line.unit_name,
                line.quantity,
                line.unit_price,
                line.net,
                line.vat_rate,
                line.tax,
                line.total,
                str(METHODS[parcel.payment.method].words),
                parcel.payment.refunded if line.number == 1 else 0,
            )


def _buyer(parcel: Parcel) -> tuple[str, str, str, str, str]:
    """Tax code, company, person, address, e-mail: of the company where one asked for the invoice."""
    order = parcel.order
    invoice = getattr(order, "invoice", None)
    name = order.name or _("A buyer who takes no invoice")
    if invoice is not None:
        return invoice.tax_code, invoice.company, order.name, invoice.address, invoice.email
    if order.erased_at is not None or order.unit is None:
        return "", "", name, "", order.email
    units = [order.address, order.unit.full_name]
    units += [order.unit.parent.full_name] if order.unit.parent else []
    return "", "", name, ", ".join(units), order.email
