"""The sentence for every code: what is wrong, and where it helps, what was expected."""

from django.utils.translation import gettext_lazy as _

# The file as a whole: nothing is written.
UNREADABLE = {
    "missing": _("There is no file “%(file)s”."),
    "not_a_file": _("“%(file)s” is not a file."),
    "no_permission": _("The file “%(file)s” may not be read."),
    "empty": _("The file is empty."),
    "too_big": _("The file is larger than %(most)s MB."),
    "too_big_unpacked": _("The file unpacks to more than %(most)s MB; no list is that large."),
    "too_many_rows": _("The file has %(rows)s product rows; at most %(most)s are taken at once."),
    "damaged": _("The file is damaged or not complete. Please get it again."),
    "password": _("The file is protected by a password. Please save it without one."),
    "old_excel": _("This is a file of the old Excel format or of Word. Please save it as .xlsx."),
    "pdf": _("This is a PDF. Please give the list as .xlsx or .csv."),
    "html": _("This is a web page, not a spreadsheet, whatever its name says."),
    "not_a_spreadsheet": _("This is not a spreadsheet. Please give the list as .xlsx or .csv."),
    "quotes": _(
        'A quotation mark (") is not closed, or stands in the middle of a value. Please save the'
        " list as .xlsx or mend the marks."
    ),
    "too_wide": _(
        "Something stands far outside the list: the sheet reaches to row %(rows)s and column"
        " %(columns)s. Please delete what is outside."
    ),
    "encoding": _("The text is not in UTF-8. Please save it as “CSV UTF-8” or as .xlsx."),
    "no_header": _(
        "No header row was found: none of the first %(most)s rows names a column for the product"
        " and one for the producer."
    ),
}

# One row.
REJECTED = {
    "product_missing": _("There is no product name."),
    "producer_missing": _("There is no producer."),
    "too_long": _("The text is longer than %(most)s characters."),
    "stars_missing": _("There are no stars."),
    "stars_unclear": _("This can't be read as stars; expected something like “4 sao”."),
    "stars_out_of_range": _("Stars go from 1 to 5."),
    "stars_not_whole": _("Stars are whole: 1, 2, 3, 4 or 5."),
    "stars_only_potential": _("Only potential stars are given; the stars awarded are missing."),
    "stars_potential_unclear": _("Potential stars are more than those awarded, and at most 5."),
    "score_unclear": _("This can't be read as a score from 0 to 100."),
    "date_unclear": _("This can't be read as a date; expected day/month/year, like 05/8/2026."),
    "date_impossible": _("There is no such day in the calendar."),
    "date_too_early": _("The date lies before the programme, which began in %(year)s."),
    "date_in_future": _("The decision is dated in the future."),
    "year_in_future": _("The year lies in the future."),
    "duplicate": _("The same product, producer and decision as row %(first)s."),
    "same_day": _(
        "Decision %(number)s of the same day already rates this product; two decisions of one day"
        " can't both hold."
    ),
    "section_withdraws": _(
        "The row stands under a heading about withdrawal in a list of awards. Please import"
        " withdrawals as a list of their own."
    ),
    "withdrawal_undecided": _(
        "The list withdraws certificates but does not name its decision with number, date and"
        " authority."
    ),
    "withdrawal_unmatched": _("No active certificate of this product and producer was found."),
    "withdrawal_too_early": _(
        "The certificate in force is of %(day)s, later than the decision that withdraws."
    ),
    "withdrawn_before": _("The certificate was already withdrawn by decision %(number)s."),
}


def sentence(code: str, data: dict[str, object]) -> str:
    """The sentence for a code, in the language that is active now."""
    template = REJECTED.get(code) or UNREADABLE[code]
    return str(template) % data if data else str(template)
