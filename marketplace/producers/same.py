"""Two entries of the register that are one producer: one becomes a name of the other. Audited."""

from collections.abc import Collection

from marketplace.audit.record import record
from marketplace.producers.models import Producer


def become_part(merged: Producer, kept: Producer, *, actor_id: int) -> list[int]:
    """Make `merged`, and whatever is part of it, a name of `kept`; answers the keys of the latter.

    Call under the register's lock on rows read under it; `merged` has no product by then.
    """
    aliases = list(Producer.objects.filter(merged_into=merged).values_list("pk", flat=True))
    Producer.objects.filter(pk__in=aliases).update(merged_into=kept)
    Producer.objects.filter(pk=merged.pk).update(merged_into=kept)
    record(
        "producers.merge",
        actor_id=actor_id,
        subject=f"producer:{merged.code}",
        data={"into": kept.code, "aliases": aliases},
    )
    return aliases


def part(merged: Producer, aliases: Collection[int], *, actor_id: int) -> None:
    """Make it a producer of its own again, with the aliases it had."""
    Producer.objects.filter(pk=merged.pk).update(merged_into=None)
    Producer.objects.filter(pk__in=aliases).update(merged_into=merged)
    record(
        "producers.part",
        actor_id=actor_id,
        subject=f"producer:{merged.code}",
        data={"aliases": list(aliases)},
    )
