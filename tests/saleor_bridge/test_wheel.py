"""Saleor's wheel is as it was published, and what sends or sells in it is not reached."""

import ast
import base64
import hashlib
from importlib import metadata
from pathlib import Path

import pytest
from django.urls import URLPattern, get_resolver

ROOT = Path(__file__).parents[2]
WHEEL = metadata.distribution("saleor")

# They run inside the caller's transaction and wait for a broker, or write stock past our ledger.
NEVER_CALLED = (
    "saleor.account.emails",
    "saleor.checkout.complete",
    "saleor.order.actions",
    "saleor.order.emails",
    "saleor.order.events",
    "saleor.plugins.manager",
    "saleor.warehouse.availability",
    "saleor.warehouse.management",
)


def test_no_file_of_the_wheel_is_changed() -> None:
    changed = []
    for file in WHEEL.files or []:
        if file.hash is not None:
            digest = hashlib.new(file.hash.mode, file.locate().read_bytes()).digest()
            if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != file.hash.value:
                changed.append(str(file))

    assert WHEEL.files
    assert changed == []


def test_no_file_is_added_to_the_wheel() -> None:
    known = {Path(file.locate()).resolve() for file in WHEEL.files or []}
    package = Path(WHEEL.locate_file("saleor")).resolve()

    assert sorted(set(package.rglob("*.py")) - known) == []


def imported(source: str) -> set[str]:
    """Full names a module imports, `from a import b` as both `a` and `a.b`."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def test_imports_are_seen() -> None:
    found = imported("from saleor.order import actions\nimport saleor.plugins.manager as m")

    assert found & set(NEVER_CALLED) == {"saleor.order.actions", "saleor.plugins.manager"}


def test_nothing_of_ours_calls_what_sends_or_takes_stock() -> None:
    files = [path for room in ("marketplace", "plugins") for path in (ROOT / room).rglob("*.py")]

    reached = {
        str(path.relative_to(ROOT)): sorted(found)
        for path in files
        if (found := imported(path.read_text(encoding="utf-8")) & set(NEVER_CALLED))
    }

    assert len(files) > 20
    # The plugin asks Saleor's manager for itself alone: whether it is switched on.
    assert reached == {"plugins/ocop_sync/plugin.py": ["saleor.plugins.manager"]}


def views(patterns) -> list:
    """All view functions below these URL patterns."""
    found = []
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            found.append(pattern.callback)
        else:
            found += views(pattern.url_patterns)
    return found


def test_no_view_and_no_schema_of_saleor_is_mounted() -> None:
    mounted = views(get_resolver().url_patterns)
    classes = [getattr(view, "view_class", view) for view in mounted]
    schemas = [getattr(view, "view_initkwargs", {}).get("schema") for view in mounted]

    assert [found for found in classes if found.__module__.startswith("saleor.")] == []
    assert [found for found in schemas if is_saleors(found)] == []


def is_saleors(schema: object) -> bool:
    """Whether a GraphQL schema answers with Saleor's own roots, in particular its mutations."""
    roots = [getattr(schema, "_query", None), getattr(schema, "_mutation", None)]
    return any(getattr(root, "__module__", "").startswith("saleor.") for root in roots)


@pytest.mark.django_db
def test_saleors_own_urls_would_be_found() -> None:
    from saleor.urls import urlpatterns

    mounted = views(urlpatterns)

    assert [view for view in mounted if getattr(view, "__module__", "").startswith("saleor.")]
    schemas = [getattr(view, "view_initkwargs", {}).get("schema") for view in mounted]
    assert [schema for schema in schemas if is_saleors(schema)]
