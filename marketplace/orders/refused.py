from marketplace.refusal import Refusal


class OrderRefused(Refusal):
    """Codes: empty, unknown_listing, bad_quantity, not_for_sale, not_enough,
    other_seller, total_changed, too_large, bad_name, bad_phone, bad_email, bad_unit,
    bad_address, bad_note, not_waiting, key_used, bad_reason,
    bad_how, bad_payment, no_payment, bad_point, no_point, collect_only, no_delivery, booked,
    promise_changed, bad_tax_code, bad_company, bad_company_address, bad_company_email,
    too_many_open, not_at_the_door, too_much_at_the_door, lapsed, confirmed_before,
    not_due, not_paid, bad_amount, too_much, bad_account, bad_reference (money back), not_delivered,
    too_late, open_return, nothing_picked, too_many_units, bad_text, bad_words, decided,
    not_approved, more_than_asked (returns), many_open, answered (complaints), bad_file, changed,
    other_adapter (money of carriers), too_many, bad_picture;
    bad_day, bad_guests, not_booked, day_over (bookings).
    """
