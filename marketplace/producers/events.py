from dataclasses import dataclass


@dataclass(frozen=True)
class ProducersMoved:
    """These producers have another address, commune or province."""

    producer_ids: frozenset[int]
