"""Names Django has removed since 3.0, put back for Saleor and the libraries of its day.

Each entry stands alone, so that a test can leave one out and see the ImportError it prevents.
"""

import datetime
from collections.abc import Callable

from django import dispatch
from django.conf import urls as conf_urls
from django.core.exceptions import FieldDoesNotExist
from django.db.models import fields
from django.forms import boundfield, forms
from django.urls import re_path
from django.utils import encoding, timezone, translation
from django.utils import http as http_utils


def restore_smart_text() -> None:
    encoding.smart_text = encoding.smart_str


def restore_force_text() -> None:
    encoding.force_text = encoding.force_str


def restore_ugettext() -> None:
    """The `u` forms of the translation functions; the plain ones return text since Python 3."""
    translation.ugettext = translation.gettext
    translation.ugettext_lazy = translation.gettext_lazy
    translation.ugettext_noop = translation.gettext_noop
    translation.ungettext = translation.ngettext
    translation.ungettext_lazy = translation.ngettext_lazy


def restore_conf_urls_url() -> None:
    conf_urls.url = re_path


def restore_is_safe_url() -> None:
    http_utils.is_safe_url = http_utils.url_has_allowed_host_and_scheme


def restore_signal_providing_args() -> None:
    """`Signal(providing_args=[...])` was documentation only; take it and do nothing with it."""
    plain = dispatch.Signal.__init__
    if getattr(plain, "takes_providing_args", False):
        return

    def accept(self, providing_args=None, use_caching=False):
        plain(self, use_caching=use_caching)

    accept.takes_providing_args = True
    dispatch.Signal.__init__ = accept


def restore_forms_bound_field() -> None:
    forms.BoundField = boundfield.BoundField


def restore_fields_does_not_exist() -> None:
    fields.FieldDoesNotExist = FieldDoesNotExist


def restore_timezone_utc() -> None:
    timezone.utc = datetime.UTC


RESTORE: dict[str, Callable[[], None]] = {
    "smart_text": restore_smart_text,
    "force_text": restore_force_text,
    "ugettext": restore_ugettext,
    "conf_urls_url": restore_conf_urls_url,
    "is_safe_url": restore_is_safe_url,
    "signal_providing_args": restore_signal_providing_args,
    "forms_bound_field": restore_forms_bound_field,
    "fields_does_not_exist": restore_fields_does_not_exist,
    "timezone_utc": restore_timezone_utc,
}
