"""What happens to Saleor when one shim is left out: a script, run once for all causes.

    python -m tests.saleor_bridge.left_out smart_text tokens … > answers.json

Django can be started once in a process, so each cause gets a fork of this one, in which Django is
imported and nothing is started. Answers {cause: "ErrorClass: message"}, or "fine".
"""

import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence


def start() -> None:
    import django

    django.setup()


def import_it(*names: str) -> Callable[[], None]:
    def run() -> None:
        start()
        for name in names:
            __import__(name)

    return run


def ask_django(module: str, name: str) -> Callable[[], None]:
    """For names that no installed release imports any more, but others of Saleor's day do."""

    def run() -> None:
        start()
        exec(f"from {module} import {name}", {})

    return run


def check_models() -> None:
    start()
    from django.core import checks

    found = [problem.id for problem in checks.run_checks(tags=["models"])]
    if "fields.E904" in found:
        raise AssertionError(f"fields.E904 on {found.count('fields.E904')} fields")


def validate_a_wrong_address() -> None:
    start()
    from saleor.account.forms import get_address_form

    form, _preview = get_address_form({"country": "US", "postal_code": "not one"}, "US")
    assert not form.is_valid()


def make_a_token() -> None:
    start()
    from saleor.account.utils import create_jwt_token, decode_jwt_token

    assert decode_jwt_token(create_jwt_token({"a": 1}))["a"] == 1


def reorder() -> None:
    start()
    from saleor.graphql.core.utils.reordering import FinalSortOrder
    from saleor.product.models import AttributeValue

    AttributeValue.objects.bulk_update([FinalSortOrder(1, 2)], ["sort_order"])


def create_an_attribute() -> None:
    start()
    from saleor.graphql.product.mutations.attributes import AttributeCreate
    from saleor.product.models import Attribute

    AttributeCreate.check_values_are_unique([{"name": "Đỏ"}], Attribute())


def aggregate_nothing() -> None:
    start()
    from saleor.graphql.account.utils import ArrayAgg

    if ArrayAgg("user").default is None:
        raise AssertionError("ArrayAgg of nothing is None")


SCENARIOS: dict[str, Callable[[], None]] = {
    "smart_text": import_it("saleor.product.models"),
    "force_text": import_it("phonenumber_field.modelfields"),
    "ugettext": import_it("graphql_jwt.utils"),
    "conf_urls_url": import_it("saleor.urls"),
    "is_safe_url": ask_django("django.utils.http", "is_safe_url"),
    "signal_providing_args": import_it("graphql_jwt.signals"),
    "forms_bound_field": import_it("saleor.account.i18n"),
    "fields_does_not_exist": ask_django("django.db.models.fields", "FieldDoesNotExist"),
    "timezone_utc": ask_django("django.utils.timezone", "utc"),
    "tracing": import_it("saleor.plugins.manager", "saleor.graphql.api"),
    "json_field": check_models,
    "addresses": validate_a_wrong_address,
    "tokens": make_a_token,
    "reordering": reorder,
    "unsaved_relations": create_an_attribute,
    "array_agg": aggregate_nothing,
}


def begin(cause: str) -> tuple[int, int]:
    """Run the scenario of `cause` without its shim, in a fork; gives its process and its pipe."""
    read_end, write_end = os.pipe()
    child = os.fork()
    if child:
        os.close(write_end)
        return child, read_end
    try:
        from marketplace.saleor_bridge import shims

        shims.left_out.add(cause)
        try:
            SCENARIOS[cause]()
            said = "fine"
        except BaseException as error:
            said = f"{type(error).__name__}: {error}"
        os.write(write_end, said.encode()[:4000])
    finally:
        os._exit(0)


def end(child: int, read_end: int) -> str:
    with os.fdopen(read_end, "rb") as pipe:
        said = pipe.read().decode()
    os.waitpid(child, 0)
    return said


def main(causes: Sequence[str]) -> None:
    import django.contrib.postgres.fields  # the slow part, once for all forks
    import django.db.models  # noqa: F401

    answers = {}
    for pair in batched(causes, 2):
        running = [begin(cause) for cause in pair]
        answers |= {cause: end(*one) for cause, one in zip(pair, running, strict=True)}
    print(json.dumps(answers))


def batched(causes: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    for first in range(0, len(causes), size):
        yield causes[first : first + size]


if __name__ == "__main__":
    main(sys.argv[1:])
