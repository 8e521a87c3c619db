"""One mail about an order or a booking: HTML and text from a pair of templates."""

from collections.abc import Mapping
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string


def send(template: str, subject: str, to: str, context: Mapping[str, Any], *, about: str) -> None:
    """Send mail/<template>.txt and .html in the language of the moment. Raises what fails.

    about: names the occasion, and nothing else; the same mail sent twice carries the same Message-ID,
    so that mailboxes can show it once.
    """
    values = dict(context)
    message = EmailMultiAlternatives(
        subject=" ".join(subject.split()),
        body=render_to_string(f"mail/{template}.txt", values),
        to=[to],
        headers={"Message-ID": f"<{about}@{_domain()}>"},
    )
    message.attach_alternative(render_to_string(f"mail/{template}.html", values), "text/html")
    message.send()


def _domain() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
