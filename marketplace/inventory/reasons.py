"""Why stock changed: codes are stored on entries, words are made on display."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class Reason(StrEnum):
    """Every reason an entry, a difference or an adjustment may carry."""

    RECEIVED = "received"
    SOLD = "sold"
    SENT = "sent"
    ARRIVED = "arrived"
    SENT_BACK = "sent_back"
    COUNTED = "counted"
    SHRINKAGE = "shrinkage"
    EXPIRED = "expired"
    SAMPLE = "sample"
    BROKEN = "broken"
    STOLEN = "stolen"
    FOUND = "found"
    LOST_ON_THE_WAY = "lost_on_the_way"
    DAMAGED_ON_THE_WAY = "damaged_on_the_way"
    FEWER_CAME = "fewer_came"
    MORE_CAME = "more_came"
    NOT_ACCEPTED = "not_accepted"
    RETURNED_TO_PRODUCER = "returned_to_producer"
    BROUGHT_BACK = "brought_back"
    BOUGHT_OUT = "bought_out"
    BLOCKED = "blocked"
    UNBLOCKED = "unblocked"
    RECALLED = "recalled"
    REVERSED = "reversed"


WORDS = {
    Reason.RECEIVED: _("Received from the producer"),
    Reason.SOLD: _("Sold"),
    Reason.SENT: _("Sent to another place"),
    Reason.ARRIVED: _("Arrived from another place"),
    Reason.SENT_BACK: _("Transfer cancelled, goods back"),
    Reason.COUNTED: _("Stock count"),
    Reason.SHRINKAGE: _("Shrinkage"),
    Reason.EXPIRED: _("Past its date"),
    Reason.SAMPLE: _("Given as a sample"),
    Reason.BROKEN: _("Broken or spoilt"),
    Reason.STOLEN: _("Stolen or missing"),
    Reason.FOUND: _("Found again"),
    Reason.LOST_ON_THE_WAY: _("Lost on the way"),
    Reason.DAMAGED_ON_THE_WAY: _("Damaged on the way"),
    Reason.FEWER_CAME: _("Fewer came than announced"),
    Reason.MORE_CAME: _("More came than announced"),
    Reason.NOT_ACCEPTED: _("Not accepted: quality or papers"),
    Reason.RETURNED_TO_PRODUCER: _("Returned to the producer"),
    Reason.BROUGHT_BACK: _("Brought back by a shopper"),
    Reason.BOUGHT_OUT: _("Bought from the producer"),
    Reason.BLOCKED: _("Blocked: must not be sold"),
    Reason.UNBLOCKED: _("Released for sale"),
    Reason.RECALLED: _("Recalled"),
    Reason.REVERSED: _("A mistake taken back"),
}

OF_ADJUSTMENT = (
    Reason.SHRINKAGE,
    Reason.EXPIRED,
    Reason.SAMPLE,
    Reason.BROKEN,
    Reason.STOLEN,
    Reason.FOUND,
)
OF_DELIVERY_DIFFERENCE = (Reason.FEWER_CAME, Reason.MORE_CAME, Reason.NOT_ACCEPTED)
OF_DAMAGE_ON_THE_WAY = (Reason.DAMAGED_ON_THE_WAY, Reason.BROKEN)
OF_LOSS_ON_THE_WAY = (Reason.LOST_ON_THE_WAY, Reason.STOLEN)
