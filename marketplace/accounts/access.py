"""The one place that decides who may do what, and where.

A role gives actions; a membership gives a role in a scope; an action that is bound to a place
reaches the places of that scope; a centre manager's reaches the places that the centre supplies
too, at any depth. Nothing else counts: not Saleor's permissions, not is_staff,
not is_superuser. Screens and operations ask here and never look at a role themselves.
"""

from enum import StrEnum, auto
from typing import Any

from django.db.models import Exists, Q, QuerySet
from django.utils.translation import gettext as _

from marketplace import clock
from marketplace.accounts.models import Membership, MembershipQuerySet, Role
from marketplace.places.models import Level, Place, Unit
from marketplace.places.supply import reached_from
from marketplace.refusal import Problem, Refusal


class Action(StrEnum):
    IMPORT_REGISTER = auto()
    CONFIRM_REGISTER = auto()  # what somebody else has brought
    SEE_IMPORTS = auto()
    MANAGE_SOURCES = auto()  # which addresses the worker asks
    SEE_REGISTER = auto()
    PUBLISH_LISTING = auto()  # with its first goods received
    SEE_STOCK = auto()
    RECEIVE_STOCK = auto()
    TRANSFER_STOCK = auto()
    COUNT_STOCK = auto()
    ADJUST_STOCK = auto()  # ask for it; below a set value it is posted at once
    APPROVE_ADJUSTMENT = auto()  # what somebody else has asked for
    RETURN_STOCK = auto()  # to the producer, and what a shopper brings back
    CHANGE_OWNER = auto()  # buy consigned goods out
    REVERSE_DOCUMENT = auto()
    RECALL_LOT = auto()  # block a batch at every place there is
    SET_TARGETS = auto()
    MANAGE_AGREEMENTS = auto()
    MANAGE_PLACE = auto()  # its hours, phone, photo, service area
    OPEN_PLACE = auto()  # open, close, recognise, say who supplies it
    LEND_STAFF = auto()
    SEE_ORDERS = auto()
    CONFIRM_ORDER = auto()  # on the phone with the shopper
    FULFIL_ORDER = auto()  # pick, pack, ship, hand over, take back
    CANCEL_ORDER = auto()
    DECIDE_RETURN = auto()  # what a shopper asks to bring back
    RECONCILE_COD = auto()  # money of carriers, refunds; for the sellers of these places
    ANSWER_COMPLAINT = auto()
    MANAGE_DELIVERY = auto()  # carriers, zones and fees of a seller
    EXPORT_INVOICES = auto()  # what the tax software is to invoice
    SEE_OUTBOX = auto()  # messages that wait or failed; try them again
    MANAGE_WEBHOOKS = auto()  # other systems that are told what happens
    MANAGE_BOOKINGS = auto()  # of the services that a seller offers


# These concern the register as a whole and ask for no place.
EVERYWHERE = frozenset(
    {
        Action.IMPORT_REGISTER,
        Action.CONFIRM_REGISTER,
        Action.SEE_IMPORTS,
        Action.MANAGE_SOURCES,
        Action.SEE_REGISTER,
        Action.RECALL_LOT,
        Action.SEE_OUTBOX,
        Action.MANAGE_WEBHOOKS,
    }
)

# What whoever stands at a shelf does there.
AT_THE_SHELF = frozenset(
    {
        Action.SEE_STOCK,
        Action.RECEIVE_STOCK,
        Action.TRANSFER_STOCK,
        Action.COUNT_STOCK,
        Action.ADJUST_STOCK,
        Action.RETURN_STOCK,
        Action.SEE_ORDERS,
        Action.CONFIRM_ORDER,
        Action.FULFIL_ORDER,
        Action.CANCEL_ORDER,
    }
)

ROLE_ACTIONS: dict[Any, frozenset[Action]] = {  # by Role
    Role.ADMINISTRATOR: frozenset(Action),
    Role.OFFICER: frozenset(
        {
            Action.IMPORT_REGISTER,
            Action.CONFIRM_REGISTER,
            Action.SEE_IMPORTS,
            Action.SEE_REGISTER,
            Action.PUBLISH_LISTING,
            Action.SEE_STOCK,
            Action.SEE_ORDERS,
            Action.MANAGE_AGREEMENTS,
            Action.MANAGE_PLACE,
            Action.OPEN_PLACE,
            Action.LEND_STAFF,
            Action.RECALL_LOT,
        }
    ),
    Role.CENTRE_MANAGER: frozenset(
        {
            Action.SEE_REGISTER,
            Action.PUBLISH_LISTING,
            *AT_THE_SHELF,
            Action.APPROVE_ADJUSTMENT,
            Action.CHANGE_OWNER,
            Action.REVERSE_DOCUMENT,
            Action.SET_TARGETS,
            Action.MANAGE_AGREEMENTS,
            Action.MANAGE_PLACE,
            Action.LEND_STAFF,
            Action.DECIDE_RETURN,
            Action.RECONCILE_COD,
            Action.ANSWER_COMPLAINT,
            Action.MANAGE_DELIVERY,
            Action.EXPORT_INVOICES,
            Action.MANAGE_BOOKINGS,
        }
    ),
    Role.CLERK: AT_THE_SHELF,
}


class AccessRefused(Refusal):
    """code "not_allowed": no role of the person gives the action anywhere; a page answers 403.

    code "foreign_place": it does, but not there; a page answers 404, as if it did not exist.
    """


def memberships_of(user: Any) -> MembershipQuerySet:
    """The person's appointments that hold today; none for a guest or a closed account."""
    if not user.is_authenticated or not user.is_active:
        return Membership.objects.none()
    return Membership.objects.filter(user=user).active_on(clock.today())


def actions_of(user: Any) -> frozenset[Action]:
    """All the person may do in at least one place. One query."""
    roles = set(memberships_of(user).values_list("role", flat=True))
    return frozenset().union(*(ROLE_ACTIONS[Role(role)] for role in roles))


def places_for(user: Any, action: Action) -> QuerySet[Place]:
    """The places where the person may do it, closed ones included. One query when read."""
    giving = [role for role, actions in ROLE_ACTIONS.items() if action in actions]
    held = memberships_of(user).filter(role__in=giving)
    provinces = held.filter(unit__isnull=False).values("unit")
    managed = held.filter(role=Role.CENTRE_MANAGER).values("place")
    return Place.objects.filter(
        Exists(held.filter(role=Role.ADMINISTRATOR))
        | Q(pk__in=held.filter(role=Role.CLERK).values("place"))
        | Q(pk__in=reached_from(managed))
        | Q(unit__in=provinces)
        | Q(unit__parent__in=provinces)
    )


def provinces_for(user: Any, action: Action) -> QuerySet[Unit]:
    """The provinces of today in all of which the person may do it. One query when read."""
    giving = [role for role, actions in ROLE_ACTIONS.items() if action in actions]
    held = memberships_of(user).filter(role__in=giving)
    return Unit.objects.filter(
        Exists(held.filter(role=Role.ADMINISTRATOR))
        | Q(pk__in=held.filter(unit__isnull=False).values("unit")),
        level=Level.PROVINCE,
        valid_until__isnull=True,
    )


def allows(user: Any, action: Action, place: Place | None = None) -> bool:
    """Whether the person may do it, at this place where one is given. One query.

    Without a place: whether there is any place at all for it, which is what a menu asks.
    """
    if place is None or action in EVERYWHERE:
        return action in actions_of(user)
    return places_for(user, action).filter(pk=place.pk).exists()


def require(user: Any, action: Action, place: Place | None = None) -> None:
    """Nothing when allowed, AccessRefused otherwise."""
    if allows(user, action, place):
        return
    if place is not None and action in actions_of(user):
        raise AccessRefused(
            Problem("foreign_place", _("This place is not one of yours."), data={"action": action})
        )
    raise AccessRefused(
        Problem("not_allowed", _("Your role does not include this."), data={"action": action})
    )
