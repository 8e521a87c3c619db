"""Khiếu nại about an order: written here, answered here."""

import secrets

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from marketplace import clock
from marketplace.orders import complaints
from marketplace.orders.models import Complaint, ShopOrder
from marketplace.orders.refused import OrderRefused
from marketplace.refusal import Problem
from marketplace.web.shop import visitor
from marketplace.web.shop.pages import page
from marketplace.web.shop.problem_form import ProblemForm


class ComplaintForm(ProblemForm):
    text = forms.CharField(
        label=gettext_lazy("What is wrong?"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6, "maxlength": complaints.LONGEST}),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def order_complaint(request: HttpRequest, code: str) -> HttpResponse:
    order = ShopOrder.objects.select_related("seller").filter(code=code).first()
    if order is None:
        raise Http404
    if not visitor.may_read_order(request, code):
        return HttpResponseRedirect(reverse("shop:order", kwargs={"code": code}))
    if request.method != "POST":
        return _page(request, order, ComplaintForm())
    form = ComplaintForm(request.POST)
    key = form.text("client_key")[:64] or secrets.token_urlsafe(24)
    try:
        made = complaints.complain(code, form.text("text"), client_key=key)
    except OrderRefused as refused:
        return _page(request, order, form, refused.problems)
    sentence = _("We have your complaint. You get an answer by %(day)s at the latest.")
    messages.success(request, sentence % {"day": f"{made.due_on:%d/%m/%Y}"})
    return HttpResponseRedirect(request.path)


def _page(
    request: HttpRequest,
    order: ShopOrder,
    form: ComplaintForm,
    problems: list[Problem] | None = None,
) -> HttpResponse:
    known = list(order.complaints.order_by("-pk"))
    still_open = sum(one.state == Complaint.State.OPEN for one in known)
    context = {
        "order": order,
        "form": form,
        "problems": form.show(problems) if problems else [],
        "client_key": form.data.get("client_key") or secrets.token_urlsafe(24),
        "due_on": complaints.due_on(clock.today()),
        "may_write": still_open < complaints.MOST_OPEN,
        "complaints": known,
    }
    return page(request, "shop/order_complaint.html", context, status=422 if problems else 200)
