"""The fields of a booking. They carry what was typed; orders.book says what is wrong with it."""

from datetime import date, datetime

from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.orders import book
from marketplace.web.shop.problem_form import ProblemForm

DAYS = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y")  # what browsers send, and what people write
MOST_DIGITS = 6


class BookingForm(ProblemForm):
    day = forms.CharField(label=_("Day"), required=False)
    guests = forms.CharField(
        label=_("Guests"),
        required=False,
        widget=forms.NumberInput(
            attrs={"inputmode": "numeric", "min": 1, "max": book.MOST_GUESTS, "step": 1}
        ),
    )
    name = forms.CharField(
        label=_("Your name"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name", "maxlength": 120}),
    )
    phone = forms.CharField(
        label=_("Phone number"),
        required=False,
        widget=forms.TextInput(
            attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel", "maxlength": 40}
        ),
    )
    email = forms.CharField(
        label=_("E-mail"),
        required=False,
        widget=forms.TextInput(
            attrs={"type": "email", "autocomplete": "email", "inputmode": "email", "maxlength": 254}
        ),
    )
    note = forms.CharField(
        label=_("What the host should know"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "maxlength": book.LONGEST_NOTE}),
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        attributes = {
            "type": "date",
            "min": book.first_day().isoformat(),
            "max": book.last_day().isoformat(),
        }
        self.fields["day"].widget = forms.TextInput(attrs=attributes)

    def chosen_day(self) -> date | None:
        """None where it is no day."""
        typed = self.text("day").strip()
        for pattern in DAYS:
            try:
                return datetime.strptime(typed, pattern).date()
            except ValueError:
                continue
        return None

    def number(self) -> int | None:
        """How many guests; None where it is no number."""
        typed = self.text("guests").strip()
        is_number = typed.isascii() and typed.isdigit() and len(typed) <= MOST_DIGITS
        return int(typed) if is_number else None
