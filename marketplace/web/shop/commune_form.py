"""Province and commune: two lists without JavaScript, one field that suggests with it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.places import units
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

    def __init__(self, data: Any = None, *, initial: dict[str, Any] | None = None) -> None:
        """initial: by field; its province says whose communes can be chosen, where no data do."""
        super().__init__(data, auto_id="id_%s", initial=initial)
        former = units.old_provinces()
        self.fields["province"].widget.choices = [
            ("", _("Choose…")),
            *(
                (
                    unit.code,
                    _with_old_names(unit.name, [old.name for old in former.get(unit.pk, [])]),
                )
                for unit in units.provinces()
            ),
        ]
        self.province_code = (
            self.text("province") if self.is_bound else (initial or {}).get("province", "")
        )
        communes = units.communes(self.province_code) if self.province_code else []
        self._communes = {unit.code: unit for unit in communes}
        first = _("Choose…") if communes else _("Choose the province first")
        self.fields["unit"].widget.choices = [
            ("", first),
            *((unit.code, unit.full_name) for unit in communes),
        ]

    @property
    def unit_id(self) -> int | None:
        """The chosen commune's id, None where none of the province was chosen."""
        commune = self._communes.get(self.data.get("unit", ""))
        return commune.pk if commune else None


def _with_old_names(name: str, old: list[str]) -> str:
    """Lâm Đồng (Bình Thuận, Đắk Nông): people look for the province they were born in."""
    return f"{name} ({', '.join(old)})" if old else name
