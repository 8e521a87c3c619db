"""Khách trả hàng: the form, from an order or without one."""

from django import forms
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from marketplace import codes
from marketplace.accounts.access import Action, places_for
from marketplace.inventory import returns
from marketplace.inventory.ledger import already_posted
from marketplace.inventory.models import Document
from marketplace.orders.models import Parcel
from marketplace.refusal import Refusal
from marketplace.web.console.goods import pick_page
from marketplace.web.console.goods.pickable import Shelf, SoldHere, TakenOut
from marketplace.web.console.goods.picking import PickForm, Picking, ReturnedRow
from marketplace.web.console.guard import staff
from marketplace.web.console.photographed import reads_photos

KEY = "shopper_return"


class ReturnForm(PickForm):
    """order: the parcel's code; empty where the shopper has nothing to show."""

    order = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)


class OrderForm(forms.Form):
    order = forms.CharField(
        label=gettext_lazy("Order code"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"autocapitalize": "characters", "autocomplete": "off"}),
    )


@staff(Action.RETURN_STOCK, methods=("GET", "HEAD", "POST"))
@reads_photos("find")
def shopper_return(request: HttpRequest) -> HttpResponse:
    words = pick_page.Words(
        _("Return from a shopper"),
        _("The goods come back onto the shelf, to whoever owned them when they were sold."),
        _("Take these goods back"),
    )
    place = pick_page.place_for(request, Action.RETURN_STOCK)
    if place is None:
        return pick_page.choose_place(request, Action.RETURN_STOCK, words)
    asked = request.POST if request.method == "POST" else request.GET
    typed, problem = asked.get("order", "")[:20].replace("\0", ""), ""
    parcel = _parcel(request, typed)
    if typed and parcel is None:
        problem = _("None of your places has such an order. Check the code.")
    shelf: Shelf = TakenOut(parcel.reference) if parcel else SoldHere(place)
    picking = Picking(request, shelf, ReturnedRow)
    form = pick_page.form_for(request, ReturnForm, picking, place, order=typed)
    # A second press finds the goods back on the shelf, and is answered as the first was.
    if form.is_bound and form.is_valid() and (made := already_posted(form.key(KEY))):
        return _posted(request, made)
    if pick_page.is_ready(form, picking) and not problem:
        try:
            document = returns.take_back(
                place,
                picking.picked(),
                reference=parcel.reference if parcel else "",
                note=form.cleaned_data["note"],
                actor_id=request.user.pk,
                client_key=form.key(KEY),
            )
        except Refusal as refused:
            picking.take(refused.problems, form)
        else:
            return _posted(request, document)
    elif problem and form.is_bound:
        form.add_error(None, problem)
    more = {"parcel": parcel, "order_form": OrderForm(initial={"order": typed})}
    return pick_page.answer(request, words, place, form, picking, order_problem=problem, **more)


def _posted(request: HttpRequest, document: Document) -> HttpResponse:
    count = document.entries.filter(place__isnull=False).aggregate(units=Sum("quantity"))["units"]
    sentence = ngettext("%(n)d unit came back.", "%(n)d units came back.", count)
    return pick_page.posted(request, document, sentence % {"n": count})


def _parcel(request: HttpRequest, typed: str) -> Parcel | None:
    """The handed-over parcel of one of the person's places that the code means; a parcel's code,
    or an order's that has only one."""
    code = codes.clean(typed)
    if not code:
        return None
    mine = Parcel.objects.filter(place__in=places_for(request.user, Action.SEE_ORDERS))
    gone = mine.filter(state=Parcel.State.DELIVERED).select_related("order")
    found = list(gone.filter(code=code)[:1]) or list(gone.filter(order__code=code)[:2])
    return found[0] if len(found) == 1 else None
