"""Đổi chủ: consigned goods are bought out; the form."""

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from marketplace import text
from marketplace.accounts.access import Action
from marketplace.inventory.owners import buy_out
from marketplace.places.models import Party
from marketplace.refusal import Refusal
from marketplace.web.console.goods import pick_page
from marketplace.web.console.goods.pickable import Standing
from marketplace.web.console.goods.picking import PickForm, Picking, PricedRow
from marketplace.web.console.guard import staff
from marketplace.web.console.photographed import reads_photos

CONSIGNED = Q(owner__kind=Party.Kind.PRODUCER)


@staff(Action.CHANGE_OWNER, methods=("GET", "HEAD", "POST"))
@reads_photos("find")
def owner_change(request: HttpRequest) -> HttpResponse:
    words = pick_page.Words(
        _("Buy consigned goods out"),
        _("The goods stay on the shelf and become the operator's own. Orders keep what they hold."),
        _("Buy these goods"),
    )
    place = pick_page.place_for(request, Action.CHANGE_OWNER)
    if place is None:
        return pick_page.choose_place(request, Action.CHANGE_OWNER, words)
    picking = Picking(request, Standing(place, CONSIGNED), PricedRow)
    form = pick_page.form_for(request, PickForm, picking, place)
    if pick_page.is_ready(form, picking):
        goods = picking.picked()
        costs = {
            (row.goods.lot.pk, row.goods.owner.pk): row.cleaned_data["cost"] or 0
            for row in picking.chosen()
        }
        try:
            document = buy_out(
                place,
                goods,
                costs,
                note=form.cleaned_data["note"],
                actor_id=request.user.pk,
                client_key=form.key("owner_change"),
            )
        except Refusal as refused:
            picking.take(refused.problems, form)
        else:
            paid = sum(one.quantity * costs[one.lot_id, one.owner_id] for one in goods)
            sentence = _("Bought for %(amount)s: %(operator)s owns these goods now.") % {
                "amount": text.dong(paid),
                "operator": place.operator.name,
            }
            return pick_page.posted(request, document, sentence)
    return pick_page.answer(request, words, place, form, picking)
