"""Trả hàng nhà sản xuất: the form."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marketplace.accounts.access import Action
from marketplace.inventory import picked
from marketplace.inventory.producer_returns import return_to_producer
from marketplace.listings.models import Listing
from marketplace.producers.models import Producer
from marketplace.refusal import Problem, Refusal
from marketplace.web.console.goods import pick_page
from marketplace.web.console.goods.pickable import Standing
from marketplace.web.console.goods.picking import PickForm, Picking
from marketplace.web.console.guard import staff
from marketplace.web.console.photographed import reads_photos


@staff(Action.RETURN_STOCK, methods=("GET", "HEAD", "POST"))
@reads_photos("find")
def producer_return(request: HttpRequest) -> HttpResponse:
    words = pick_page.Words(
        _("Return goods to their producer"),
        _("The goods leave this place. What orders hold stays. One producer at a time."),
        _("Return these goods"),
    )
    place = pick_page.place_for(request, Action.RETURN_STOCK)
    if place is None:
        return pick_page.choose_place(request, Action.RETURN_STOCK, words)
    picking = Picking(request, Standing(place))
    form = pick_page.form_for(request, PickForm, picking, place)
    if pick_page.is_ready(form, picking):
        try:
            goods = picking.picked()
            if not goods:
                raise Refusal(picked.problems(goods, {}))
            document = return_to_producer(
                place,
                _producer(picking),
                goods,
                note=form.cleaned_data["note"],
                actor_id=request.user.pk,
                client_key=form.key("producer_return"),
            )
        except Refusal as refused:
            picking.take(refused.problems, form)
        else:
            count = picked.units(goods)
            sentence = ngettext(
                "%(n)d unit goes back to its producer.", "%(n)d units go back to their producer.",
                count,
            )  # fmt: skip
            return pick_page.posted(request, document, sentence % {"n": count})
    return pick_page.answer(request, words, place, form, picking)


def _producer(picking: Picking) -> Producer:
    """Whose articles were picked: an article has one producer, whoever owns the goods now."""
    variants = {row.goods.lot.variant_id for row in picking.chosen()}
    listings = Listing.objects.filter(variant__in=variants).select_related("producer")
    producers = {listing.producer for listing in listings}
    if len(producers) != 1:
        sentence = _("Pick goods of one producer; make a return of its own for each other one.")
        raise Refusal(Problem("one_producer", sentence))
    return producers.pop()
