"""An account, or a new password, in three steps: who, the code, the password.

Each page says the same whether or not there is an account; only the owner of the number, who has
typed the code, learns it.
"""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from marketplace.accounts import phones
from marketplace.accounts.check_code import check_code, is_proved, waiting
from marketplace.accounts.models import SignUpCode
from marketplace.accounts.people import AccountRefused
from marketplace.accounts.send_code import send_code
from marketplace.accounts.set_password import set_by_code
from marketplace.accounts.sign_in import start_session
from marketplace.accounts.sign_in_limits import client_address
from marketplace.web.shop.pages import page
from marketplace.web.shop.problem_form import ProblemForm, password_input

_KEY = "code_key"  # of the session: which code this browser has asked for
SIGN_UP, PASSWORD = "sign_up", "password"


class WhoForm(ProblemForm):
    who = forms.CharField(
        label=gettext_lazy("Phone number or e-mail"),
        required=False,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "username",
                "autocapitalize": "none",
                "spellcheck": "false",
                "maxlength": 254,
            }
        ),
    )


class CodeForm(ProblemForm):
    code = forms.CharField(
        label=gettext_lazy("The six digits"),
        required=False,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "maxlength": 12}
        ),
    )


class NewPasswordForm(ProblemForm):
    password = forms.CharField(
        label=gettext_lazy("New password"), required=False, widget=password_input("new-password")
    )


@require_http_methods(["GET", "HEAD", "POST"])
def sign_up(request: HttpRequest) -> HttpResponse:
    return _ask_who(request, SIGN_UP)


@require_http_methods(["GET", "HEAD", "POST"])
def forgotten(request: HttpRequest) -> HttpResponse:
    return _ask_who(request, PASSWORD)


@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """The digits typed back; "again" sends others."""
    found = _waiting(request)
    if found is not None and is_proved(found):
        return HttpResponseRedirect(reverse("shop:new_password"))
    form = CodeForm(request.POST if request.method == "POST" else None)
    if found is None or request.method != "POST":
        return _code_page(request, form, found)
    try:
        if "again" in request.POST:
            return _sent(request, found.target, found.purpose)
        check_code(found.key, form.text("code"))
    except AccountRefused as refused:
        return _code_page(request, form, _waiting(request), form.show(refused.problems))
    return HttpResponseRedirect(reverse("shop:new_password"))


@require_http_methods(["GET", "HEAD", "POST"])
def new_password(request: HttpRequest) -> HttpResponse:
    """The last step: the person is signed in."""
    found = _waiting(request)
    if found is None or not is_proved(found):
        return _code_page(request, CodeForm(), None)
    form = NewPasswordForm(request.POST if request.method == "POST" else None)
    problems = []
    if request.method == "POST":
        try:
            user = set_by_code(found.key, request.POST.get("password", ""))
        except AccountRefused as refused:
            problems = form.show(refused.problems)
        else:
            request.session.pop(_KEY, None)
            start_session(request, user, at_work=False)
            messages.success(request, _("You are signed in."))
            return HttpResponseRedirect(reverse("shop:account"))
    status = 422 if form.is_bound else 200
    context = {"form": form, "problems": problems, "target": _said(found)}
    return page(request, "shop/account/new_password.html", context, status=status)


def _ask_who(request: HttpRequest, purpose: str) -> HttpResponse:
    form = WhoForm(request.POST if request.method == "POST" else None)
    problems = []
    if request.method == "POST":
        try:
            return _sent(request, form.text("who"), purpose)
        except AccountRefused as refused:
            problems = form.show(refused.problems)
    status = 422 if form.is_bound else 200
    context = {"form": form, "problems": problems, "is_sign_up": purpose == SIGN_UP}
    return page(request, "shop/account/sign_up.html", context, status=status)


def _sent(request: HttpRequest, who: str, purpose: str) -> HttpResponse:
    address = client_address(request) or ""
    request.session[_KEY] = send_code(who, purpose=purpose, address=address)
    return HttpResponseRedirect(reverse("shop:account_code"))


def _waiting(request: HttpRequest) -> SignUpCode | None:
    key = request.session.get(_KEY)
    return waiting(key) if key else None


def _code_page(
    request: HttpRequest, form: CodeForm, found: SignUpCode | None, problems: list | None = None
) -> HttpResponse:
    """Without a code that waits the page says so and leads to a new one."""
    context = {
        "form": form,
        "problems": problems or [],
        "is_waiting": found is not None,
        "target": _said(found) if found else "",
    }
    status = 422 if request.method == "POST" else 200
    return page(request, "shop/account/code.html", context, status=status)


def _said(found: SignUpCode) -> str:
    """Enough of the address to know it again, and no more."""
    if "@" not in found.target:
        return phones.masked(found.target)
    name, _at, host = found.target.partition("@")
    return f"{name[:2]}••••@{host}"
