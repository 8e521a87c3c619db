"""The address book: look, add, change, delete, choose the default."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from marketplace.accounts import address_book, phones
from marketplace.accounts.models import Address
from marketplace.accounts.people import AccountRefused
from marketplace.accounts.receiver import Receiver
from marketplace.places.models import Unit
from marketplace.places.successors import successors
from marketplace.web.shop.account.signed_in import signed_in
from marketplace.web.shop.commune_form import CommuneForm
from marketplace.web.shop.pages import page


class AddressForm(CommuneForm):
    field_order = ["phone", "name", "province", "unit", "address", "is_default"]

    phone = forms.CharField(
        label=gettext_lazy("Phone number"),
        required=False,
        widget=forms.TextInput(
            attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel", "maxlength": 40}
        ),
    )
    name = forms.CharField(
        label=gettext_lazy("Full name of who receives the goods"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name", "maxlength": 120}),
    )
    address = forms.CharField(
        label=gettext_lazy("House number and street, or hamlet"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "street-address", "maxlength": 300}),
    )
    is_default = forms.BooleanField(
        label=gettext_lazy("Goods go here unless I say otherwise"), required=False
    )


@require_safe
@signed_in
def addresses(request: HttpRequest) -> HttpResponse:
    mine = list(address_book.addresses(request.user.pk))
    now_called = successors(one.unit for one in mine)
    rows = [
        {
            "address": one,
            "phone": phones.spoken(one.phone),
            "merged": bool(one.unit.valid_until),
            "now": [_full(unit) for unit in now_called.get(one.unit_id, [])],
            "commune": _full(one.unit),
        }
        for one in mine
    ]
    context = {"rows": rows, "can_add": len(rows) < address_book.MOST}
    return page(request, "shop/account/addresses.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def add(request: HttpRequest) -> HttpResponse:
    return _write(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def edit(request: HttpRequest, code: str) -> HttpResponse:
    found = address_book.addresses(request.user.pk).filter(code=code).first()
    if found is None:
        raise Http404
    return _write(request, found)


@require_POST
@signed_in
def delete(request: HttpRequest, code: str) -> HttpResponse:
    address_book.delete(request.user.pk, code)
    messages.success(request, _("The address is deleted."))
    return HttpResponseRedirect(reverse("shop:addresses"))


@require_POST
@signed_in
def make_default(request: HttpRequest, code: str) -> HttpResponse:
    try:
        address_book.make_default(request.user.pk, code)
    except AccountRefused as refused:
        messages.error(request, str(refused))
    return HttpResponseRedirect(reverse("shop:addresses"))


def _write(request: HttpRequest, found: Address | None) -> HttpResponse:
    if request.method != "POST":
        return _form_page(request, AddressForm(initial=_initial(found)), found)
    form = AddressForm(request.POST)
    if "choose_province" in request.POST:
        # Without JavaScript: the same page, with the communes of the province just chosen.
        return _form_page(request, form, found)
    try:
        address_book.save(
            request.user.pk,
            Receiver(form.text("name"), form.text("phone"), form.unit_id, form.text("address")),
            code=found.code if found else None,
            is_default="is_default" in request.POST,
        )
    except AccountRefused as refused:
        return _form_page(request, form, found, form.show(refused.problems), status=422)
    messages.success(request, _("The address is kept."))
    return HttpResponseRedirect(reverse("shop:addresses"))


def _initial(found: Address | None) -> dict[str, Any]:
    """What stands in the book; a merged commune as the one it went into."""
    if found is None:
        return {}
    unit: Unit | None = found.unit
    if found.unit.valid_until:
        now_called = successors([found.unit])[found.unit_id]
        unit = now_called[0] if len(now_called) == 1 else None
    return {
        "phone": phones.spoken(found.phone),
        "name": found.name,
        "address": found.address,
        "is_default": found.is_default,
        "province": unit.parent.code if unit and unit.parent else "",
        "unit": unit.code if unit else "",
    }


def _form_page(
    request: HttpRequest,
    form: AddressForm,
    found: Address | None,
    problems: list | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    context = {"form": form, "address": found, "problems": problems or []}
    return page(request, "shop/account/address.html", context, status=status)


def _full(unit: Unit) -> str:
    return f"{unit.full_name}, {unit.parent.name}" if unit.parent else unit.full_name
