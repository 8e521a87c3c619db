"""A stand-in for the `opentracing` package, which Saleor imports only to trace its own calls.

The real package and jaeger-client need three source builds and are out of support. Only the surface
Saleor 2.10.1 touches is here; every span is the same one and records nothing.
"""

import sys
from types import ModuleType


class Span:
    """Takes whatever it is told and keeps none of it."""

    def set_tag(self, key: str, value: object) -> "Span":
        return self

    def log_kv(self, key_values: dict, timestamp: float | None = None) -> "Span":
        return self

    def set_operation_name(self, operation_name: str) -> "Span":
        return self

    def finish(self, finish_time: float | None = None) -> None:
        return None

    def __enter__(self) -> "Span":
        return self

    def __exit__(self, *exc_info: object) -> None:
        return None


class Scope:
    """What `start_active_span` gives: a context manager that holds a span."""

    span = Span()

    def close(self) -> None:
        return None

    def __enter__(self) -> "Scope":
        return self

    def __exit__(self, *exc_info: object) -> None:
        return None


class Tracer:
    """Starts spans that nobody reads."""

    def start_active_span(self, operation_name: str, **options: object) -> Scope:
        return Scope()

    def start_span(self, operation_name: str | None = None, **options: object) -> Span:
        return Span()


class TagNames(ModuleType):
    """Any name is a tag: `COMPONENT`, `HTTP_URL`, …"""

    def __getattr__(self, name: str) -> str:
        if name.startswith("__"):
            raise AttributeError(name)
        return name.lower()


def install() -> None:
    """Put the stand-in where `import opentracing` and `import opentracing.tags` find it."""
    tracer = Tracer()
    tags = TagNames("opentracing.tags")
    package = ModuleType("opentracing")
    package.__path__ = []  # a package, so that `import opentracing.tags` is allowed
    package.tags = tags
    package.tracer = tracer
    package.global_tracer = lambda: tracer
    package.Tracer, package.Span, package.Scope = Tracer, Span, Scope
    sys.modules["opentracing"] = package
    sys.modules["opentracing.tags"] = tags
