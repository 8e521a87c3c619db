"""The project's own files, read as text and as syntax trees, for rules about the code."""

import ast
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NOT_OURS = {
    "var", ".venv", ".git", "node_modules", "__pycache__",
    ".hypothesis", ".mypy_cache", ".pytest_cache", ".ruff_cache",
}  # fmt: skip
CODE = ("marketplace", "plugins")

# Room → floor, as in DESIGN.md. An import points to the same room or to a lower floor.
FLOORS = {
    "marketplace.clock": 0,
    "marketplace.codes": 0,
    "marketplace.bulk": 0,
    "marketplace.spreadsheet": 0,
    "marketplace.text": 0,
    "marketplace.refusal": 0,
    "marketplace.events": 0,
    "marketplace.pictures": 0,
    "marketplace.private_files": 0,
    "marketplace.open_internet": 0,
    "marketplace.audit": 0,
    "marketplace.outbox": 0,
    "marketplace.saleor_bridge": 0,
    "marketplace.places": 1,
    "marketplace.producers": 2,
    "marketplace.accounts": 3,
    "marketplace.certification": 3,
    "marketplace.listings": 4,
    "marketplace.inventory": 4,
    "marketplace.pricing": 5,
    "marketplace.catalogue": 6,
    "marketplace.orders": 6,
    "marketplace.campaigns": 7,
    "marketplace.traceability": 7,
    "marketplace.settlement": 7,
    "marketplace.reports": 8,
    "marketplace.web": 9,
    "marketplace.api": 9,
    "marketplace.demo": 9,
    "plugins.ocop_sync": 9,
}
# They start and set up the whole and stand beside the floors: no room knows them.
ASIDE = {
    "marketplace.settings",
    "marketplace.urls",
    "marketplace.jobs",
    "marketplace.wsgi",
    "marketplace.embedded",
    "marketplace.translation",
}


def files(*suffixes: str, under: tuple[str, ...] = ()) -> list[Path]:
    """Our files with these endings, below these folders of the checkout (none named: all)."""
    found = []
    for top in [ROOT / name for name in under] or [ROOT]:
        for folder, below, names in os.walk(top):
            below[:] = [name for name in below if name not in NOT_OURS]
            found += [Path(folder, name) for name in names if name.endswith(suffixes or "")]
    return sorted(found)


def code(*, migrations: bool = True) -> list[Path]:
    """The Python files that make up the shop, tests left out."""
    found = files(".py", under=CODE)
    return found if migrations else [path for path in found if "migrations" not in path.parts]


def name(path: Path) -> str:
    """How a file is called in a failure: its path from the checkout."""
    return path.relative_to(ROOT).as_posix()


def module(path: Path) -> str:
    """The dotted name under which the file is imported."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def room(dotted: str) -> str:
    """The room a module belongs to: two parts of its name. Empty for what is not ours."""
    parts = dotted.split(".")
    return ".".join(parts[:2]) if parts[0] in CODE and len(parts) > 1 else ""


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), name(path))


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    """Every node of the file's tree; rules ask for them again and again."""
    return tuple(ast.walk(tree(path)))


def imports(path: Path) -> Iterator[str]:
    """Every module or member that the file imports, at any depth, as an absolute name."""
    package = module(path).split(".")
    if path.name != "__init__.py":
        package = package[:-1]
    for node in nodes(path):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            source = ".".join([*base, *([node.module] if node.module else [])])
            yield from (f"{source}.{alias.name}" for alias in node.names)


@cache
def texts(path: Path) -> tuple[str, ...]:
    """The strings of the file's code: docstrings left out, f-strings piece by piece."""
    docstrings = {id(first.value) for first in _first_statements(path)}
    return tuple(
        node.value
        for node in nodes(path)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in docstrings
    )


def _first_statements(path: Path) -> Iterator[ast.Expr]:
    blocks = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    bodies = [node.body for node in nodes(path) if isinstance(node, blocks)]
    yield from (body[0] for body in bodies if body and isinstance(body[0], ast.Expr))
