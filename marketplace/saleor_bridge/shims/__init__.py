"""What lets the unmodified Saleor 2.10.1 wheel run on Django 5.2 and Python 3.11–3.13.

One small file per cause. `apply_early()` runs before anything of Saleor is imported (settings call
it), `apply_when_ready()` once the models are loaded (the AppConfig calls it). Both may run twice.
"""

from collections.abc import Callable

from . import (
    addresses,
    array_agg,
    json_field,
    removed_names,
    reordering,
    tokens,
    tracing,
    unsaved_relations,
)

EARLY: dict[str, Callable[[], None]] = {
    **removed_names.RESTORE,
    "tracing": tracing.install,
    "json_field": json_field.install,
    "addresses": addresses.install,
}

WHEN_READY: dict[str, Callable[[], None]] = {
    "tokens": tokens.install,
    "reordering": reordering.install,
    "unsaved_relations": unsaved_relations.install,
    "array_agg": array_agg.install,
}

# Only the tests put names in here, before Django starts, to see what breaks without a shim.
left_out: set[str] = set()


def apply_early() -> None:
    """Put back what Saleor needs at import time."""
    _apply(EARLY)


def apply_when_ready() -> None:
    """Mend what lives in Saleor's own modules, which may be imported only now."""
    _apply(WHEN_READY)


def _apply(shims: dict[str, Callable[[], None]]) -> None:
    for name, install in shims.items():
        if name not in left_out:
            install()
