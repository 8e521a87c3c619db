"""A last moment in words, as shoppers and staff read it."""

from datetime import datetime

from django.utils.translation import gettext as _

from marketplace import clock


def until(moment: datetime | None) -> str:
    """ "17:30 25/11/2026"; 24:00 belongs to the day that ends: "the end of 25/11/2026"."""
    if moment is None:
        return ""
    local = clock.local(moment)
    if (local.hour, local.minute) == (0, 0):
        day = local.date().toordinal() - 1
        return _("the end of %(day)s") % {"day": f"{local.fromordinal(day):%d/%m/%Y}"}
    return f"{local:%H:%M %d/%m/%Y}"
