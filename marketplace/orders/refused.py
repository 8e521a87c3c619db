from marketplace.refusal import Refusal


class OrderRefused(Refusal):
    """Codes: empty, unknown_listing, bad_quantity, not_for_sale, not_enough, price_changed,
    other_seller, total_changed, too_large, bad_name, bad_phone, bad_email, bad_unit,
    bad_address, bad_note, not_waiting, key_used, bad_reason.
    """
