"""Đổi tình trạng: goods are blocked, released or found damaged; the form."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from marketplace.accounts.access import Action
from marketplace.inventory import picked
from marketplace.inventory.conditions import change_condition
from marketplace.inventory.models import Condition
from marketplace.refusal import Refusal
from marketplace.web.console.goods import pick_page
from marketplace.web.console.goods.pickable import Standing
from marketplace.web.console.goods.picking import PickForm, Picking
from marketplace.web.console.guard import staff
from marketplace.web.console.photographed import reads_photos


class ConditionForm(PickForm):
    target = forms.ChoiceField(
        label=gettext_lazy("From now on they are"),
        choices=[
            ("", gettext_lazy("Choose…")),
            (Condition.BLOCKED, gettext_lazy("blocked: must not be sold")),
            (Condition.DAMAGED, gettext_lazy("damaged")),
            (Condition.GOOD, gettext_lazy("good: may be sold")),
        ],
        error_messages={"required": gettext_lazy("Choose one of the conditions.")},
    )
    field_order = ("target", "note")


@staff(Action.ADJUST_STOCK, methods=("GET", "HEAD", "POST"))
@reads_photos("find")
def condition_change(request: HttpRequest) -> HttpResponse:
    words = pick_page.Words(
        _("Change of condition"),
        _(
            "The goods stay on the shelf. Goods that orders hold can be blocked, too: their orders "
            "are then shown as needing a person."
        ),
        _("Change the condition"),
    )
    place = pick_page.place_for(request, Action.ADJUST_STOCK)
    if place is None:
        return pick_page.choose_place(request, Action.ADJUST_STOCK, words)
    picking = Picking(request, Standing(place))
    form = pick_page.form_for(request, ConditionForm, picking, place)
    if pick_page.is_ready(form, picking):
        goods = picking.picked()
        try:
            document = change_condition(
                place,
                goods,
                form.cleaned_data["target"],
                note=form.cleaned_data["note"],
                actor_id=request.user.pk,
                client_key=form.key("condition"),
            )
        except Refusal as refused:
            picking.take(refused.problems, form)
        else:
            count = picked.units(goods)
            sentence = ngettext(
                "%(n)d unit is in another condition now.",
                "%(n)d units are in another condition now.",
                count,
            )
            return pick_page.posted(request, document, sentence % {"n": count})
    return pick_page.answer(request, words, place, form, picking)
