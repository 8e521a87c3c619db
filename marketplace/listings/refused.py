from marketplace.refusal import Refusal


class ListingRefused(Refusal):
    """Codes: not_certified, bad_price, bad_weight, bad_unit, bad_name, bad_vat, bad_picture,
    key_used; bad_way, has_stock, in_a_set, is_a_set, has_such_parts (ways); part_paused;
    bad_parts, twice, bad_part (gift sets)."""
