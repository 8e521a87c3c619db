from django.db import models


class Message(models.Model):
    """Something that must happen outside the database, promised inside a transaction.

    The payload holds ids and codes only; whoever handles it reads the rest when it happens.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        DONE = "done"
        FAILED = "failed"  # gave up: a person has to look

    kind = models.CharField(max_length=64)
    payload = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    queued_at = models.DateTimeField()
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=200, default="")

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], name="outbox_due", condition=models.Q(state="waiting"))
        ]


class WebhookEndpoint(models.Model):
    """Another system that is told what happens. kinds: names in outbox.webhooks.KINDS.

    The secret that signs is derived from the shop's own key, the code and the turn: none is kept.
    """

    code = models.CharField(max_length=10, unique=True)
    name = models.CharField(max_length=80)
    url = models.CharField(max_length=300)
    kinds = models.JSONField(default=list)
    secret_turn = models.PositiveSmallIntegerField(default=1)
    is_active = models.BooleanField(default=True)
    made_at = models.DateTimeField()
    made_by_id = models.BigIntegerField(null=True)


class WebhookDelivery(models.Model):
    """One event on its way to one endpoint. event_id is the same for every try and replay.

    message: the promise in the outbox that carries it; status: of the last answer, 0 for none.
    """

    endpoint = models.ForeignKey(WebhookEndpoint, models.PROTECT, related_name="deliveries")
    event_id = models.UUIDField()
    kind = models.CharField(max_length=32)
    body = models.JSONField()
    message = models.ForeignKey(
        Message, models.SET_NULL, null=True, related_name="+", db_index=False
    )
    made_at = models.DateTimeField()
    last_tried_at = models.DateTimeField(null=True)
    status = models.PositiveSmallIntegerField(default=0)
    delivered_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["endpoint", "-made_at"], name="webhook_newest")]
        constraints = [
            models.UniqueConstraint(fields=["endpoint", "event_id"], name="webhook_event_once")
        ]
