"""Province and commune: two lists without JavaScript, one field that suggests with it."""

from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from marketplace.places import units
from marketplace.places.models import Unit
from marketplace.web.shop.problem_form import ProblemForm


class CommuneForm(ProblemForm):
    """province, unit: codes of QĐ 19/2025; unit_text: what was typed to find the commune."""

    province = forms.CharField(
        label=_("Province or city"),
        required=False,
        widget=forms.Select(attrs={"autocomplete": "address-level1"}),
    )
    unit = forms.CharField(
        label=_("Commune or ward"),
        required=False,
        widget=forms.Select(attrs={"autocomplete": "address-level2"}),
    )
    unit_text = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        data: Any = None,
        *,
        initial: dict[str, Any] | None = None,
        commune: Unit | None = None,
    ) -> None:
        """initial: by field; its province says whose communes can be chosen, where no data do.

        commune: chosen already, where no data say another; its province is loaded.
        """
        province = commune.parent.code if commune and commune.parent else ""
        chosen = {"province": province, "unit": commune.code} if commune else {}
        super().__init__(data, initial={**(initial or {}), **chosen}, auto_id="id_%s")
        self._known = commune
        # Asked for when the fields are shown: what goes through at once shows none.
        self.fields["province"].widget.choices = lambda: self._provinces
        self.fields["unit"].widget.choices = lambda: self._communes

    @property
    def province_code(self) -> str:
        chosen = self.data if self.is_bound else self.initial
        return chosen.get("province", "").replace("\0", "")

    @cached_property
    def commune(self) -> Unit | None:
        """The one chosen, with its province; None where it is none of the province chosen."""
        if not self.is_bound:
            return self._known
        found = units.commune(self.data.get("unit", "").replace("\0", "")[:5])
        province = found.parent.code if found and found.parent else ""
        return found if province == self.province_code else None

    @property
    def unit_id(self) -> int | None:
        """The chosen commune's id, None where none of the province was chosen."""
        return self.commune.pk if self.commune else None

    @cached_property  # a widget asks for its choices twice
    def _provinces(self) -> list[tuple[str, Any]]:
        found = units.province_names()
        return [
            ("", _("Choose…")),
            *((code, _with_old_names(name, former)) for code, name, former in found),
        ]

    @cached_property
    def _communes(self) -> list[tuple[str, Any]]:
        found = units.commune_names(self.province_code) if self.province_code else []
        first = _("Choose…") if found else _("Choose the province first")
        return [("", first), *found]


def _with_old_names(name: str, old: list[str]) -> str:
    """Lâm Đồng (Bình Thuận, Đắk Nông): people look for the province they were born in."""
    return f"{name} ({', '.join(old)})" if old else name
