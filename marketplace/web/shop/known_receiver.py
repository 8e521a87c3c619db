"""What a checkout need not ask: the address of who is signed in, the commune said before."""

from django.http import HttpRequest

from marketplace.accounts import address_book, phones
from marketplace.places.models import Unit
from marketplace.web.shop import visitor


def known_receiver(request: HttpRequest) -> tuple[Unit | None, dict[str, str]]:
    """The commune, and what stands in the form's fields. One query, or two."""
    commune = visitor.commune(request)
    if not request.user.is_authenticated:
        return commune, {}
    saved = address_book.default_for(request.user.pk)
    if saved is None:
        return commune, {}
    known = {"name": saved.name, "phone": phones.spoken(saved.phone)}
    if saved.unit.valid_until is not None or (commune and commune.pk != saved.unit_id):
        return commune, known  # a commune of yesterday, or goods that go elsewhere this time
    return saved.unit, {**known, "address": saved.address}
