"""Signing in and out."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.sign_in import start_session
from marketplace.web.console.page import frame


class SignInForm(AuthenticationForm):
    error_messages = {
        "invalid_login": _(
            "Name and password do not fit together. Check both; capital letters count in the"
            " password."
        ),
        "inactive": _("This account is closed."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("Name, phone or e-mail")
        self.fields["username"].widget = forms.TextInput(
            attrs={
                "autofocus": True,
                "autocomplete": "username",
                "autocapitalize": "none",
                "spellcheck": "false",
                "maxlength": 254,
            }
        )


class SignInView(LoginView):
    form_class = SignInForm
    template_name = "console/sign_in.html"
    redirect_authenticated_user = False

    def form_valid(self, form: SignInForm) -> HttpResponse:
        start_session(self.request, form.get_user())
        return HttpResponseRedirect(self.get_success_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | frame(self.request)


def locked_out(request: HttpRequest) -> HttpResponse:
    """The answer to one wrong sign-in too many."""
    seconds = int(settings.AXES_COOLOFF_TIME.total_seconds())
    context = {
        "form": SignInForm(request, initial={"username": request.POST.get("username", "")}),
        "locked_minutes": seconds // 60,
        "next": request.POST.get("next", ""),
    }
    response = render(request, "console/sign_in.html", frame(request) | context, status=429)
    response["Retry-After"] = str(seconds)
    return response
