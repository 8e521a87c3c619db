"""Which producer and which product of a name is meant: one rule for lists and for hands."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol, TypeVar

from marketplace.certification.models import ProductGroup


class Named(Protocol):
    """A row of the register, or of a plan. merged_into: the one that is kept, if it is another."""

    @property
    def merged_into(self) -> Any: ...


class Maker(Named, Protocol):
    @property
    def province_id(self) -> int | None: ...


class Made(Named, Protocol):
    @property
    def group_id(self) -> int | None: ...


AnyNamed = TypeVar("AnyNamed", bound=Named)
AnyMaker = TypeVar("AnyMaker", bound=Maker)
AnyMade = TypeVar("AnyMade", bound=Made)


def producer(alike: Sequence[AnyMaker], province_id: int | None) -> AnyMaker | None:
    """Of the producers of one name the one within the province, as it is kept; one whose province
    is not known fits any, if it is the only one."""
    for one in alike:
        if one.province_id == province_id:
            return _kept(one)
    if province_id is None:
        return _only(alike)
    return next((_kept(one) for one in alike if one.province_id is None), None)


def product(
    alike: Sequence[AnyMade], group: ProductGroup | None, groups: Mapping[int, ProductGroup]
) -> AnyMade | None:
    """Of a producer's products of one name the one of the group, as it is kept: of the group
    itself, or as the other scheme names it. groups: all of them, by key.

    A group that is not known on one side fits the only product there is.
    """
    unknown = [one for one in alike if one.group_id is None]
    if group is None:
        return _kept(unknown[0]) if unknown else _only(alike)
    for one in alike:
        if one.group_id == group.pk:
            return _kept(one)
    for one in alike:
        if one.group_id and groups[one.group_id].shelf == group.shelf:
            return _kept(one)
    return _kept(unknown[0]) if unknown else None


def _kept(one: AnyNamed) -> AnyNamed:
    return one.merged_into or one


def _only(alike: Sequence[AnyNamed]) -> AnyNamed | None:
    """The one that all these names lead to."""
    kept = {_kept(one) for one in alike}
    return kept.pop() if len(kept) == 1 else None
