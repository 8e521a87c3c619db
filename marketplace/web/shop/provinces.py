"""The province somebody chose or typed, by its name of today or an old one."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from marketplace import text
from marketplace.places import units
from marketplace.places.addresses import resolve
from marketplace.places.models import Unit


@dataclass(frozen=True)
class Chosen:
    """province: None when nothing was chosen or nothing has that name. note: what it is today."""

    province: Unit | None = None
    note: str = ""
    problem: str = ""


def slug(province: Unit) -> str:
    return text.slug(province.name)


def choose(typed: str, provinces: list[Unit]) -> Chosen:
    """A slug of today costs no query; anything else is looked up among the old names."""
    if not typed:
        return Chosen()
    by_slug = {slug(province): province for province in provinces}
    if typed in by_slug:
        return Chosen(by_slug[typed])
    found = units.province_named(typed) or resolve(typed).province
    if found is None:
        problem = _("No province, district or commune is called “%(name)s”.") % {"name": typed}
        return Chosen(problem=problem)
    if text.fold(typed) in (text.fold(found.name), text.fold(found.full_name)):
        return Chosen(found)
    note = _("“%(old)s” lies in %(new)s today.") % {"old": typed, "new": found.full_name}
    return Chosen(found, note)
