from marketplace.refusal import Refusal


class OutboxRefused(Refusal):
    """Codes: bad_name, bad_address, private, bad_kinds (endpoints), not_failed (messages),
    switched_off (deliveries)."""
