"""Which carriers a seller works with."""

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace import codes
from marketplace.audit.record import record
from marketplace.orders.carriers import ADAPTERS
from marketplace.orders.models import Carrier
from marketplace.orders.refused import OrderRefused
from marketplace.places.models import Operator
from marketplace.refusal import Problem


def add(operator: Operator, name: str, adapter: str, *, actor_id: int | None) -> Carrier:
    """A carrier of this seller's; one of that name that was switched off comes back.

    Raises OrderRefused: bad_name, unknown_adapter, named_before.
    """
    name = " ".join(name.split())
    problems = []
    if not 2 <= len(name) <= 80:
        problems.append(Problem("bad_name", _("A name has 2 to 80 characters."), "name"))
    if adapter not in ADAPTERS:
        problems.append(Problem("unknown_adapter", _("Choose how it works."), "adapter"))
    if problems:
        raise OrderRefused(problems)
    with transaction.atomic():
        values = {"code": codes.new_code(), "adapter": adapter}
        made, is_new = Carrier.objects.get_or_create(operator=operator, name=name, defaults=values)
        if not is_new and made.adapter != adapter:
            sentence = _("A carrier of this name works in another way. Choose another name.")
            raise OrderRefused(Problem("named_before", sentence, "name"))
        if not is_new and not made.is_active:
            return switch(made, on=True, actor_id=actor_id)
        if is_new:
            data = {"adapter": adapter, "operator": operator.code}
            record(
                "orders.add_carrier", actor_id=actor_id, subject=f"carrier:{made.code}", data=data
            )
        return made


def switch(carrier: Carrier, *, on: bool, actor_id: int | None) -> Carrier:
    """Whether parcels may go with it from now on; those that are under way are not touched."""
    with transaction.atomic():
        locked = Carrier.objects.select_for_update().get(pk=carrier.pk)
        if locked.is_active != on:
            locked.is_active = on
            locked.save(update_fields=["is_active"])
            record(
                "orders.switch_carrier",
                actor_id=actor_id,
                subject=f"carrier:{locked.code}",
                data={"on": on},
            )
        return locked
