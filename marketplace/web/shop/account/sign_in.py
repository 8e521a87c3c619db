"""Signing in and out, for shoppers."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from marketplace.accounts.sign_in import start_session
from marketplace.web.shop.pages import Frame, page
from marketplace.web.shop.problem_form import password_input


class SignInForm(AuthenticationForm):
    """One answer for a name that nobody has and for a wrong password."""

    use_required_attribute = False
    error_messages = {
        "invalid_login": _(
            "Number or address and password do not fit together. Check both; capital letters count"
            " in the password."
        ),
        "inactive": _("This account is closed."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("Phone number or e-mail")
        self.fields["username"].widget = forms.TextInput(
            attrs={
                "autocomplete": "username",
                "autocapitalize": "none",
                "spellcheck": "false",
                "maxlength": 254,
            }
        )
        self.fields["password"].label = _("Password")
        self.fields["password"].widget = password_input("current-password")


class SignInView(LoginView):
    form_class = SignInForm
    template_name = "shop/account/sign_in.html"

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        if request.method == "GET" and request.user.is_authenticated:
            return HttpResponseRedirect(self.get_success_url())
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: SignInForm) -> HttpResponse:
        start_session(self.request, form.get_user(), at_work=False)
        return HttpResponseRedirect(self.get_success_url())

    def get_default_redirect_url(self) -> str:
        return reverse("shop:account")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"frame": Frame(self.request)}

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        is_wrong = context["form"].is_bound
        return super().render_to_response(context, status=422 if is_wrong else 200, **kwargs)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """The session ends with all it knows: basket and orders too, for whoever comes next here."""
    logout(request)
    return HttpResponseRedirect(reverse("shop:home"))


def locked_out(request: HttpRequest) -> HttpResponse:
    """The answer to one wrong sign-in too many."""
    seconds = int(settings.AXES_COOLOFF_TIME.total_seconds())
    form = SignInForm(request, initial={"username": request.POST.get("username", "")})
    context = {"form": form, "locked_minutes": seconds // 60, "next": request.POST.get("next", "")}
    response = page(request, "shop/account/sign_in.html", context, status=429)
    response["Retry-After"] = str(seconds)
    return response
