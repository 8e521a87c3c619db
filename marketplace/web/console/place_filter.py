"""The filter that every list about places has."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.places.models import Place


class PlaceFilter(forms.Form):
    """A list's filters: `place` names one of the places given by its code; "" means all of them."""

    place = forms.ChoiceField(label=gettext_lazy("Place"), required=False)

    def __init__(self, *args: Any, places: Iterable[Place], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = [("", _("All")), *((one.code, one.name) for one in places)]
