"""The sentence for every code: what is wrong, and where it helps, what was expected."""

from typing import Any

from django.utils.translation import gettext
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
    "too_many_lines": _(
        "The file has more than %(most)s rows; at most that many are taken at once. Please split it."
    ),
    "too_many_pages": _("The file has more than %(most)s pages. Please split it."),
    "too_hard": _(
        "The file takes too much time or memory to read. Please save it anew as .xlsx, or split it."
    ),
    "bomb": _("The file unpacks to far more than its size; no list does. It was not opened."),
    "xml_bomb": _(
        "The file defines abbreviations of its own (a DOCTYPE), as no spreadsheet program writes"
        " them. It was not opened."
    ),
    "damaged": _("The file is damaged or not complete. Please get it again."),
    "password": _("The file is protected by a password. Please save it without one."),
    "old_word": _("This is a file of the old Word format. Please save it as .docx or .xlsx."),
    "pdf_scan": _(
        "The PDF holds pictures of pages and no text that could be read. Please give the list as"
        " .xlsx or .docx."
    ),
    "no_table": _("The file holds text but no table with lines. Please give the list as .xlsx."),
    "html": _("This is a web page, not a spreadsheet, whatever its name says."),
    "not_a_spreadsheet": _(
        "This is not a spreadsheet. Please give the list as .xlsx, .xls, .ods, .csv, .docx or .pdf."
    ),
    "quotes": _(
        'A quotation mark (") is not closed, or stands in the middle of a value. Please save the'
        " list as .xlsx or mend the marks."
    ),
    "too_wide": _(
        "Something stands far outside the list: the sheet reaches to row %(rows)s and column"
        " %(columns)s. Please delete what is outside."
    ),
    "encoding": _(
        "It can't be told how the letters of the text are written (Unicode, Windows-1258, TCVN3 or"
        " VNI). Please save it as “CSV UTF-8” or as .xlsx."
    ),
    "legacy_unsure": _(
        "Letters are written for an old font (TCVN3, VNI or another), and it can't be told safely"
        " which. Please convert the text to Unicode first."
    ),
    "plugin_misconfigured": _(
        "The setting “%(name)s” of OCOP sync is “%(value)s”; it has to be a whole number above"
        " zero. Nothing was imported."
    ),
    "no_header": _(
        "No header row was found: none of the first %(most)s rows names a column for the product"
        " and one for the producer."
    ),
}

# A list that is fetched from a registry.
FETCHING = {
    "source_address": _("The address of the registry has to begin with https://."),
    "source_private": _(
        "The address of the registry lies inside a network of its own (this machine or this house)."
        " Only addresses of the open internet are asked."
    ),
    "source_unreachable": _(
        "Page %(page)s could not be fetched from the registry (%(why)s). What was read is kept; the"
        " next try goes on there."
    ),
    "source_busy": _("The registry asks to come back in %(seconds)s seconds (page %(page)s)."),
    "source_answer": _("The registry answered page %(page)s with status %(status)s."),
    "source_page_too_big": _("Page %(page)s of the registry is larger than %(most)s MB."),
    "source_too_big": _("The list of the registry is larger than %(most)s MB."),
    "source_too_many_pages": _("The registry has more than %(most)s pages."),
    "source_no_list": _("Page %(page)s of the registry holds no list of products."),
    "source_loop": _("The registry names page %(page)s twice; its list has no end."),
    "source_foreign": _("After page %(page)s the registry points to another address."),
    "source_changing": _(
        "The list of the registry changed while it was read, %(tries)s times. Please try later."
    ),
}

# What became of the worker's turn, or of an undo that a person asked for.
WORKING = {
    "gave_up": _(
        "The work on this file was broken off several times. Nothing was written. Please save the"
        " list anew as .xlsx, or split it."
    ),
    "unexpected": _(
        "Something went wrong that nobody foresaw; nothing was written. It stands in the server's"
        " log: please tell whoever runs the shop."
    ),
    "switched_off": _("OCOP sync is switched off in the plugins; nothing is imported."),
    "undo_newer": _(
        "The undo was not possible, nothing was changed: %(n)s certificates of this import were"
        " changed meanwhile. Undo what is newer first."
    ),
    "undo_no_changes": _("This import changed nothing that could be undone."),
    "undo_failed": _(
        "The undo was broken off several times, or something went wrong that nobody foresaw;"
        " nothing was changed. It can be asked for again; the reason stands in the server's log."
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
    "purpose_unclear": _(
        "It can't be told whether the list awards this or takes it back. Please import awards and"
        " withdrawals as lists of their own."
    ),
    "status_withdrawn": _(
        "The list says that this certificate was withdrawn. Please import the decision that"
        " withdraws it."
    ),
    "withdrawn_by_itself": _("The decision that awarded this certificate can't withdraw it."),
    "withdrawn_since": _(
        "Decision %(number)s of %(day)s took a certificate of this product back after this one was"
        " signed. A person has to say whether it still counts."
    ),
    "last_day_too_early": _("The last day printed lies before the day of the decision."),
    "last_day_too_late": _(
        "The last day printed lies more than 36 months and 180 days after the decision: no rule"
        " makes a certificate last that long."
    ),
    "withdrawal_undecided": _(
        "The list withdraws certificates but does not name its decision with number, date and"
        " authority."
    ),
    "withdrawal_unmatched": _("No active certificate of this product and producer was found."),
    "withdrawal_too_early": _(
        "The certificate in force is of %(day)s, later than the decision that withdraws."
    ),
    "withdrawal_too_weak": _(
        "A proposal or a commercial list takes nothing back: a withdrawal needs its signed decision"
        " or the press of the state."
    ),
    "source_too_weak": _(
        "The register has this product from a decision; a proposal or a commercial list changes"
        " nothing about it."
    ),
    "withdrawn_before": _("The certificate was already withdrawn by decision %(number)s."),
}


def sentence(code: str, data: dict[str, object]) -> str:
    """The sentence for a code, in the language that is active now."""
    template = REJECTED.get(code) or FETCHING.get(code) or WORKING.get(code) or UNREADABLE[code]
    return str(template) % {name: _shown(value) for name, value in data.items()}


def _shown(value: object) -> object:
    """Long figures in groups, as people here write them; a year stays as it is."""
    is_long = isinstance(value, int) and value >= 10_000
    return f"{value:,}".replace(",", ".") if is_long else value


def words(code: str, data: dict[str, Any]) -> str:
    """The plugin's sentence. A report may be older than the codes the plugin knows today."""
    try:
        return sentence(code, data)
    except KeyError:
        return gettext("Rejected by a rule of that time (%(code)s).") % {"code": code}


def problem_words(problem: dict[str, Any]) -> str:
    said = words(problem["code"], problem["data"])
    if not problem["column"]:
        return said
    value = "" if problem["value"] is None else problem["value"]
    return gettext("“%(column)s”, “%(value)s”: %(problem)s") % {
        "column": problem["column"],
        "value": value,
        "problem": said,
    }
