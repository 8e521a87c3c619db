"""Cho mượn người: a clerk helps out at another place for some days."""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from marketplace import clock
from marketplace.accounts.access import Action, places_for
from marketplace.accounts.models import Membership, Role
from marketplace.accounts.people import AccountRefused
from marketplace.audit.record import record
from marketplace.places.models import Place
from marketplace.refusal import Problem
from marketplace.saleor_bridge.models import User

LONGEST = 60  # days; longer is an appointment


def lend(
    clerk_id: int, origin: Place, target: Place, *, since: date, until: date, actor: Any
) -> Membership:
    """The clerk of `origin` works at `target` too, from `since` to `until`, both included.

    The day after, the clerk sees the own place alone again; nothing needs to be done for that.
    Raises AccountRefused with every problem: foreign_place (the actor may not lend at one of the
    two), not_a_clerk_there (on all of these days), same_place, place_closed, wrong_days,
    lent_already. Locks: the clerk.
    """
    with transaction.atomic():
        _lock(clerk_id)
        before = Membership.objects.filter(
            user=clerk_id, lent_from=origin, place=target, since=since, until=until
        ).first()
        if before is not None:
            return before  # the same form, sent twice
        problems = [
            *_place_problems(origin, target, actor),
            *_day_problems(since, until),
        ]
        if not _is_clerk_at(clerk_id, origin, since, until):
            sentence = _("This person is no clerk of %(place)s on all of these days.")
            sentence %= {"place": origin.name}
            problems.append(Problem("not_a_clerk_there", sentence, "clerk"))
        if not problems and _works_at(clerk_id, target, since, until):
            sentence = _("This person works at %(place)s on some of these days already.")
            sentence %= {"place": target.name}
            problems.append(Problem("lent_already", sentence, "since"))
        if problems:
            raise AccountRefused(problems)
        lent = Membership.objects.create(
            user_id=clerk_id,
            role=Role.CLERK,
            place=target,
            lent_from=origin,
            since=since,
            until=until,
        )
        _record("accounts.lend", lent, actor)
    return lent


def end_lending(lent: Membership, *, actor: Any) -> Membership | None:
    """Today is its last day; one that has not begun is taken back, and None is the answer.

    Nothing happens to one that has ended. The audit lines keep what was agreed. Raises
    AccountRefused foreign_place (the actor may lend at neither of the two). Locks: the clerk.
    """
    with transaction.atomic():
        _lock(lent.user_id)
        held = (
            Membership.objects.filter(pk=lent.pk, lent_from__isnull=False)
            .select_related("place", "lent_from")
            .first()
        )
        if held is None:
            return None
        either = (held.lent_from_id, held.place_id)
        if not places_for(actor, Action.LEND_STAFF).filter(pk__in=either).exists():
            sentence = _("Neither of the two places is yours.")
            raise AccountRefused(Problem("foreign_place", sentence))
        today = clock.today()
        if held.since > today:
            _record("accounts.lending_taken_back", held, actor)
            held.delete()
            return None
        if held.until > today:
            held.until = today
            held.save(update_fields=["until"])
            _record("accounts.lending_ends", held, actor)
    return held


def lendings(user: Any) -> QuerySet[Membership]:
    """All that were and are lent from or to a place where the person may lend, newest first."""
    mine = places_for(user, Action.LEND_STAFF)
    lent = Membership.objects.filter(lent_from__isnull=False)
    return (
        (lent.filter(place__in=mine) | lent.filter(lent_from__in=mine))
        .select_related("place", "lent_from")
        .order_by("-since", "-pk")
    )


def clerks_of(places: QuerySet[Place]) -> QuerySet[Membership]:
    """The clerks who are at home in these places today, not those who are lent there."""
    return (
        Membership.objects.active_on(clock.today())
        .filter(role=Role.CLERK, place__in=places, lent_from__isnull=True, user__is_active=True)
        .select_related("place")
        .order_by("place__name", "user_id")
    )


def _lock(user_id: int) -> None:
    list(User.objects.select_for_update(no_key=True).filter(pk=user_id).values_list("pk"))


def _is_clerk_at(user_id: int, place: Place, since: date, until: date) -> bool:
    own = Membership.objects.filter(
        user=user_id, role=Role.CLERK, place=place, lent_from__isnull=True, user__is_active=True
    )
    return own.active_on(since).filter(pk__in=own.active_on(until).values("pk")).exists()


def _works_at(user_id: int, place: Place, since: date, until: date) -> bool:
    there = Membership.objects.filter(user=user_id, role=Role.CLERK, place=place)
    begun = there.filter(since__lte=until)
    return (begun.filter(until__isnull=True) | begun.filter(until__gte=since)).exists()


def _place_problems(origin: Place, target: Place, actor: Any) -> list[Problem]:
    problems = _foreign(origin, target, actor)
    if origin == target:
        problems.append(
            Problem("same_place", _("Choose another place than the clerk's own."), "target")
        )
    if target.closed_on is not None and target.closed_on < clock.today():
        sentence = _("%(place)s is closed: nobody works there.") % {"place": target.name}
        problems.append(Problem("place_closed", sentence, "target"))
    return problems


def _foreign(origin: Place | None, target: Place | None, actor: Any) -> list[Problem]:
    here = {place.pk for place in (origin, target) if place is not None}
    if places_for(actor, Action.LEND_STAFF).filter(pk__in=here).count() == len(here):
        return []
    sentence = _("You lend people only between places that are both yours.")
    return [Problem("foreign_place", sentence, "target")]


def _day_problems(since: date, until: date) -> list[Problem]:
    if since < clock.today():
        return [
            Problem("wrong_days", _("The first day has passed: begin today or later."), "since")
        ]
    if until < since:
        return [Problem("wrong_days", _("The last day comes before the first."), "until")]
    if (until - since).days >= LONGEST:
        sentence = _("A person is lent for 60 days at most. Appoint them there for longer.")
        return [Problem("wrong_days", sentence, "until")]
    return []


def _record(action: str, lent: Membership, actor: Any) -> None:
    record(
        action,
        actor_id=actor.pk,
        subject=f"user:{lent.user_id}",
        data={
            "from": lent.lent_from.code,
            "to": lent.place.code,
            "since": lent.since.isoformat(),
            "until": lent.until.isoformat(),
        },
    )
