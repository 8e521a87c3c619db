"""What I agree to, and my password."""

from django import forms
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from marketplace.accounts import consent, set_password
from marketplace.accounts.people import AccountRefused
from marketplace.web.shop.account.signed_in import signed_in
from marketplace.web.shop.pages import page
from marketplace.web.shop.problem_form import ProblemForm, password_input


class PasswordForm(ProblemForm):
    old = forms.CharField(
        label=gettext_lazy("Present password"),
        required=False,
        widget=password_input("current-password"),
    )
    password = forms.CharField(
        label=gettext_lazy("New password"), required=False, widget=password_input("new-password")
    )


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def consents(request: HttpRequest) -> HttpResponse:
    """A box for each purpose, off until it is ticked; beneath it what was said when."""
    if request.method == "POST":
        wanted = {name: name in request.POST for name in consent.PURPOSES}
        consent.set_consents(request.user.pk, wanted)
        messages.success(request, _("Kept. You can change it at any time."))
        return HttpResponseRedirect(reverse("shop:consents"))
    given = consent.given_by(request.user.pk)
    context = {
        "choices": [
            {"purpose": purpose, "is_given": given[name]}
            for name, purpose in consent.PURPOSES.items()
        ],
        "log": consent.log(request.user.pk),
    }
    return page(request, "shop/account/consents.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def password(request: HttpRequest) -> HttpResponse:
    form = PasswordForm(request.POST if request.method == "POST" else None)
    problems = []
    if request.method == "POST":
        try:
            old, new = request.POST.get("old", ""), request.POST.get("password", "")
            set_password.change(request.user, old, new)
        except AccountRefused as refused:
            problems = form.show(refused.problems)
        else:
            update_session_auth_hash(request, request.user)  # this browser stays signed in
            messages.success(request, _("The new password holds. Other devices are signed out."))
            return HttpResponseRedirect(reverse("shop:account"))
    status = 422 if form.is_bound else 200
    context = {"form": form, "problems": problems}
    return page(request, "shop/account/password.html", context, status=status)
