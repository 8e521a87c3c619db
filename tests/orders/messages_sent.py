"""A mailbox and a phone for tests of what shoppers are told."""

from marketplace.outbox import deliver

MAIL = "nguoi.mua@example.com"


class Phone:
    """An SMS backend that keeps what it is given; while `is_down`, it refuses."""

    got: list[tuple[str, str]] = []
    is_down = False

    def send(self, phone, text):
        if Phone.is_down:
            raise ConnectionError("no gateway")
        Phone.got.append((phone, text))


def told(mailbox, do):
    """The mails that follow from what `do` does; older ones are thrown away."""
    deliver.sweep()
    mailbox.clear()
    Phone.got.clear()
    done = do()
    deliver.sweep()
    return done, list(mailbox)


def html(message):
    return message.alternatives[0][0]
