"""The list of certified products: what is certified, what is on sale, what waits."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace import clock
from marketplace.accounts.access import Action
from marketplace.web.console import certified_rows, sheet
from marketplace.web.console.guard import staff
from marketplace.web.console.page import show
from marketplace.web.console.paging import page_of

LONGEST_SEARCH = 100


class Filters(forms.Form):
    """What stands in the address; anything unknown there counts as not asked."""

    STATES = [
        ("", gettext_lazy("All")),
        ("starred", gettext_lazy("Star valid today")),
        ("expiring", gettext_lazy("Expires within 180 days")),
        ("pending", gettext_lazy("Waiting for a decision")),
        ("unstarred", gettext_lazy("No valid star")),
    ]
    ON_SALE = [
        ("", gettext_lazy("All")),
        ("yes", gettext_lazy("On sale")),
        ("no", gettext_lazy("Not on sale")),
    ]

    q = forms.CharField(
        label=gettext_lazy("Product, producer or decision"),
        required=False,
        max_length=LONGEST_SEARCH,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    state = forms.ChoiceField(label=gettext_lazy("Star"), choices=STATES, required=False)
    on_sale = forms.ChoiceField(label=gettext_lazy("Selling"), choices=ON_SALE, required=False)


@staff(Action.SEE_REGISTER)
def certified(request: HttpRequest) -> HttpResponse:
    filters = Filters(request.GET)
    filters.is_valid()
    asked = filters.cleaned_data
    moment = clock.now()
    found = certified_rows.find(
        moment,
        text=asked.get("q", ""),
        state=asked.get("state", ""),
        on_sale=asked.get("on_sale", ""),
    )
    if request.GET.get("as") == "xlsx":
        return _sheet(certified_rows.rows(found, moment))
    page = page_of(request, found)
    context = {
        "filters": filters,
        "page": page,
        "rows": certified_rows.rows(page.object_list, moment),
        "may_publish": Action.PUBLISH_LISTING in request.actions,
        "is_filtered": any(asked.values()),
    }
    return show(request, "console/certified.html", context)


def _sheet(rows: list[certified_rows.Row]) -> HttpResponse:
    headings = [
        _("Code"),
        _("Product"),
        _("Producer"),
        _("Address"),
        _("Stars"),
        _("State"),
        _("Decision"),
        _("Authority"),
        _("Decided on"),
        _("Last day"),
        _("Listings"),
    ]
    return sheet.answer(
        "certified-products",
        headings,
        (
            (
                row.product.code,
                row.product.name,
                row.product.producer.name,
                row.product.producer.address,
                row.stars,
                row.standing.words if row.standing else "",
                row.certificate.number if row.certificate else "",
                row.certificate.authority if row.certificate else "",
                row.certificate.decided_on if row.certificate else None,
                row.certificate.last_day if row.certificate else None,
                ", ".join(listing.code for listing in row.listings),
            )
            for row in rows
        ),
    )
