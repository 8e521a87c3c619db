"""What needs doing today, for each person's role."""

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import ngettext

from marketplace import clock
from marketplace.accounts.access import Action, memberships_of
from marketplace.certification import near_queue
from marketplace.certification.models import Proposal
from marketplace.outbox.models import Message
from marketplace.web.console import certified_rows
from marketplace.web.console.addresses import find_open
from marketplace.web.console.goods import today
from marketplace.web.console.guard import staff
from marketplace.web.console.page import show
from marketplace.web.console.selling import bookings_today, money_today, parcels_today
from marketplace.web.console.task import Task, address
from plugins.ocop_sync.models import RegisterImport
from plugins.ocop_sync.sources import silent


@staff()
def home(request: HttpRequest) -> HttpResponse:
    held = memberships_of(request.user).select_related("place", "unit").order_by("pk")
    tasks = list(_tasks(request))
    context = {
        "today": clock.today(),
        "held": held,
        "waiting": [task for task in tasks if task.number],
        "done": [task for task in tasks if not task.number],
    }
    return show(request, "console/home.html", context)


def _tasks(request: HttpRequest) -> Iterator[Task]:
    yield from parcels_today.tasks(request)
    yield from money_today.tasks(request)
    yield from bookings_today.tasks(request)
    yield from today.tasks(request)
    if Action.SEE_REGISTER in request.actions:
        yield from _certified(request)
    if Action.CONFIRM_REGISTER in request.actions:
        yield _lists(request)
        yield _by_hand()
        yield _near_matches()
        yield _addresses()
    if Action.SEE_IMPORTS in request.actions:
        yield _sources()
    if Action.SEE_OUTBOX in request.actions:
        yield _given_up()


def _certified(request: HttpRequest) -> Iterator[Task]:
    moment = clock.now()
    unsold = certified_rows.find(moment, state="starred", on_sale="no").count()
    expiring = certified_rows.find(moment, state="expiring").count()
    pending = certified_rows.find(moment, state="pending").count()
    yield Task(
        number=unsold,
        words=ngettext(
            "product with a valid star is not on sale yet",
            "products with a valid star are not on sale yet",
            unsold,
        ),
        url=address("certified", state="starred", on_sale="no"),
    )
    yield Task(
        number=expiring,
        words=ngettext(
            "certificate ends within 180 days", "certificates end within 180 days", expiring
        ),
        url=address("certificates", state="expiring"),
    )
    yield Task(
        number=pending,
        words=ngettext(
            "product waits for its decision", "products wait for their decision", pending
        ),
        url=address("certified", state="pending"),
    )


def _given_up() -> Task:
    count = Message.objects.filter(state=Message.State.FAILED).count()
    return Task(
        number=count,
        words=ngettext("message going out was given up", "messages going out were given up", count),
        url=address("outbox", state="failed"),
    )


def _lists(request: HttpRequest) -> Task:
    waiting = RegisterImport.objects.filter(state=RegisterImport.State.WAITING)
    count = waiting.exclude(uploaded_by_id=request.user.pk).count()
    return Task(
        number=count,
        words=ngettext(
            "list waits for your confirmation", "lists wait for your confirmation", count
        ),
        url=address("imports", state=str(RegisterImport.State.WAITING)),
    )


def _by_hand() -> Task:
    count = Proposal.objects.filter(state=Proposal.State.WAITING).count()
    return Task(
        number=count,
        words=ngettext(
            "change by hand waits for a second person",
            "changes by hand wait for a second person",
            count,
        ),
        url=reverse("console:proposals"),
    )


def _addresses() -> Task:
    count = find_open().count()
    return Task(
        number=count,
        words=ngettext(
            "producer's commune has to be settled", "producers' communes have to be settled", count
        ),
        url=reverse("console:addresses"),
    )


def _near_matches() -> Task:
    count = near_queue.waiting().count()
    return Task(
        number=count,
        words=ngettext(
            "pair of names waits: merge or keep apart?",
            "pairs of names wait: merge or keep apart?",
            count,
        ),
        url=reverse("console:near_matches"),
    )


def _sources() -> Task:
    count = silent(clock.now()).count()
    return Task(
        number=count,
        words=ngettext(
            "source has given no list for too long",
            "sources have given no list for too long",
            count,
        ),
        url=reverse("console:sources"),
    )
