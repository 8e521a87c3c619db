"""My data: to take along, and to erase."""

from django import forms
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from marketplace import clock
from marketplace.orders import stored
from marketplace.orders.erase_shopper import erase_shopper, in_the_way
from marketplace.orders.refused import OrderRefused
from marketplace.web.shop.account.signed_in import signed_in
from marketplace.web.shop.pages import page
from marketplace.web.shop.problem_form import ProblemForm, password_input


class EraseForm(ProblemForm):
    password = forms.CharField(
        label=gettext_lazy("Your password, to be sure that it is you"),
        required=False,
        widget=password_input("current-password"),
    )


@require_safe
@signed_in
def own_data(request: HttpRequest) -> HttpResponse:
    return page(request, "shop/account/own_data.html")


@require_POST
@signed_in
def export(request: HttpRequest) -> HttpResponse:
    """The file; asked for by a button, since it leaves a line in the audit."""
    response = HttpResponse(stored.export(request.user), content_type="application/zip")
    name = f"cho-ocop-{clock.today():%Y%m%d}.zip"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def erase(request: HttpRequest) -> HttpResponse:
    """What goes, what stays, what is in the way; then the password and the button."""
    form = EraseForm(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _erase_page(request, form, in_the_way(request.user))
    try:
        erase_shopper(request.user.pk, request.POST.get("password", ""))
    except OrderRefused as refused:
        return _erase_page(request, form, form.show(refused.problems))
    logout(request)
    messages.success(request, _("Your account is erased, and you are signed out."))
    return HttpResponseRedirect(reverse("shop:home"))


def _erase_page(request: HttpRequest, form: EraseForm, problems: list) -> HttpResponse:
    status = 422 if form.is_bound else 200
    context = {"form": form, "problems": problems, "is_blocked": bool(problems)}
    return page(request, "shop/account/erase.html", context, status=status)
