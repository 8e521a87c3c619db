"""The key that a form without any other field carries, so that a second press does nothing more."""

from uuid import UUID

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _

from marketplace.refusal import Problem, Refusal


class _KeyForm(forms.Form):
    client_key = forms.UUIDField()


def posted_key(request: HttpRequest) -> UUID:
    """What the page put into its form. Raises Refusal bad_key where it is missing or damaged."""
    form = _KeyForm(request.POST)
    if not form.is_valid():
        sentence = _("The page did not come back whole. Load it again, then press once more.")
        raise Refusal(Problem("bad_key", sentence))
    return form.cleaned_data["client_key"]
