"""Places to choose from: those one works with first, the others by their kind."""

from collections.abc import Collection, Iterator
from itertools import groupby
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.forms.models import ModelChoiceIterator
from django.utils.translation import gettext as _

from marketplace.places.models import Place

KINDS = Place.Kind.values


class GroupedPlaces(ModelChoiceIterator):
    """The empty choice, then groups as `optgroup` shows them; each place stands in one group."""

    def __iter__(self) -> Iterator[Any]:
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        near, others = self.field.split()
        if near:
            yield _("Own supply chain"), [self.choice(place) for place in near]
        for kind, places in groupby(others, key=lambda place: place.kind):
            yield Place.Kind(kind).label, [self.choice(place) for place in places]


class GroupedPlaceField(forms.ModelChoiceField):
    """near: keys of the places that stand first, in a group of their own."""

    iterator = GroupedPlaces
    near: Collection[int] = ()

    def __init__(self, **options: Any) -> None:
        super().__init__(Place.objects.none(), to_field_name="code", **options)

    def split(self) -> tuple[list[Place], list[Place]]:
        """Those of the own chain and the others, both by kind as Place.Kind names them and name.

        Where the chain is all there is, it is no group. One query.
        """
        places: QuerySet[Place] = self.queryset
        ordered = sorted(places, key=lambda one: KINDS.index(one.kind))
        near = [one for one in ordered if one.pk in self.near]
        if len(near) == len(ordered):
            return [], ordered
        return near, [one for one in ordered if one.pk not in self.near]
