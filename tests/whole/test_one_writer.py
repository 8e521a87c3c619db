"""Each figure and each decision has one author: stock, stars, who may do what; and no signals."""

import ast
import re

from tests.whole import our_code

WRITING = {
    "save", "create", "bulk_create", "update", "bulk_update", "delete", "get_or_create",
    "update_or_create", "acreate", "aupdate", "asave", "adelete", "add", "remove", "set", "clear",
}  # fmt: skip
BULK = {"add", "insert", "update", "upsert"}  # of marketplace.bulk, the model first


def writes(path, models, relations=()):
    """Lines that write these models: by their managers, in bulk, by relations of these names, in SQL."""
    tables = "|".join(f"{model.lower()}" for model in models)
    written = re.compile(
        rf"\b(?:UPDATE|INSERT\s+INTO|DELETE\s+FROM|TRUNCATE)\s+(?:ONLY\s+)?\"?ocop_\w+?_(?:{tables})\b",
        re.IGNORECASE,
    )
    for node in our_code.nodes(path):
        called = node.func if isinstance(node, ast.Call) else None
        is_write = isinstance(called, ast.Attribute) and called.attr in WRITING
        if is_write and _speaks_of(called.value, models, relations):
            yield node.lineno
        match node:
            case ast.Call(
                func=ast.Attribute(value=ast.Name("bulk"), attr=how), args=[ast.Name(model), *_]
            ) if how in BULK and model in models:
                yield node.lineno
    if any(written.search(text) for text in our_code.texts(path)):
        yield 0


def _speaks_of(node, models, relations):
    """Whether a.b(...).c goes back to a model or passes one of the relations."""
    while True:
        if isinstance(node, ast.Call):
            node = node.func
        elif isinstance(node, ast.Attribute):
            if node.attr in relations:
                return True
            node = node.value
        else:
            return isinstance(node, ast.Name) and node.id in models


def writers(models, relations=()):
    return {
        our_code.name(path)
        for path in our_code.code(migrations=False)
        if list(writes(path, models, relations))
    }


def assigned(path):
    """Names of attributes that the file sets: x.on_hand = 3, x.held += 1."""
    for node in our_code.nodes(path):
        targets = node.targets if isinstance(node, ast.Assign) else []
        if isinstance(node, ast.AugAssign | ast.AnnAssign):
            targets = [node.target]
        for target in targets:
            parts = target.elts if isinstance(target, ast.Tuple) else [target]
            yield from (part.attr for part in parts if isinstance(part, ast.Attribute))


def test_the_ledger_is_the_only_writer_of_a_quantity():
    assert writers({"Entry", "Document"}, {"entries"}) == {"marketplace/inventory/ledger.py"}
    assert writers({"Balance"}, {"balances"}) == set()  # the entries move them, in the database
    assert writers({"Hold"}, {"holds"}) == {"marketplace/inventory/holds.py"}
    assert writers({"Shelf"}, {"shelves"}) == {
        "marketplace/inventory/ledger.py",  # on_hand
        "marketplace/inventory/holds.py",  # held
        "marketplace/inventory/locks.py",  # an empty shelf where there was none
    }


def test_deliveries_and_agreements_have_their_own_writers():
    assert writers({"Delivery", "DeliveryLine"}, {"deliveries"}) == {
        "marketplace/inventory/deliveries.py"
    }
    assert writers({"ConsignmentAgreement"}) == {"marketplace/inventory/agreements.py"}
    assert writers({"Paper"}, {"papers"}) == {"marketplace/inventory/papers.py"}


def test_transfers_are_written_by_their_own_steps():
    steps = "marketplace/inventory/transfers"

    assert writers({"Transfer", "TransferLine"}) == {f"{steps}/drafting.py"}
    assert writers({"Sent"}) == {
        f"{steps}/sending.py",
        f"{steps}/receipt.py",
        f"{steps}/cancelling.py",
    }


def test_what_is_counted_and_checked_has_its_own_writers():
    steps = "marketplace/inventory/stocktakes"

    assert writers({"Stocktake"}) == {f"{steps}/start.py"}  # and ended on its own locked row
    assert writers({"Count"}, {"counts"}) == {f"{steps}/count.py"}
    assert writers({"Variance"}, {"variances"}) == {f"{steps}/post.py"}
    assert writers({"StockCheck"}) == {"marketplace/inventory/stock_check/check.py"}


def test_adjustments_purchases_and_recalls_have_their_own_writers():
    rooms = "marketplace/inventory"

    assert writers({"Adjustment", "AdjustmentLine"}) == {f"{rooms}/adjustments.py"}
    assert writers({"BoughtOut"}, {"bought_out"}) == {f"{rooms}/owners.py"}
    assert writers({"Recall"}, {"recalls"}) == {f"{rooms}/recalls.py"}


def test_each_writer_of_a_shelf_keeps_to_its_own_figure():
    setting = {
        name: {our_code.name(path) for path in our_code.code() if name in assigned(path)}
        for name in ("on_hand", "held")
    }

    assert setting == {
        "on_hand": {"marketplace/inventory/ledger.py"},
        "held": {"marketplace/inventory/holds.py"},
    }


def test_saleors_stock_is_written_at_the_ledgers_word_alone():
    assert writers({"Stock", "Allocation"}) == {"marketplace/saleor_bridge/stock.py"}
    knowing = {
        our_code.name(path)
        for path in our_code.code()
        if {"marketplace.saleor_bridge.stock", "marketplace.saleor_bridge.models.Stock"}
        & set(our_code.imports(path))
    }
    assert knowing <= {
        "marketplace/inventory/ledger.py",
        "marketplace/saleor_bridge/stock.py",
        "marketplace/saleor_bridge/fulfilments.py",  # a fulfilment line names its stock row
    }


def test_certification_alone_writes_certificates_and_stars():
    found = writers({"Certificate", "StarPeriod"}, {"certificates", "star_periods"})

    assert found == {
        "marketplace/certification/merge_products.py",  # whose a certificate is
        "marketplace/certification/record.py",
        "marketplace/certification/restore.py",
        "marketplace/certification/revoke.py",
        "marketplace/certification/settle.py",
    }
    assert writers({"ShownStar"}) == {"marketplace/certification/shown.py"}


def test_what_is_said_of_a_place_has_one_writer_each():
    assert writers({"OpeningHours"}, {"hours"}) == {"marketplace/places/hours.py"}
    assert writers({"ServedUnit"}, {"served"}) == {"marketplace/places/service_area.py"}
    assert writers({"Recognition"}, {"recognitions"}) == {"marketplace/places/recognise.py"}
    assert writers({"Outline"}) == {"marketplace/places/outlines.py"}
    assert writers({"Membership"}, {"memberships"}) == {
        "marketplace/accounts/appointments.py",
        "marketplace/accounts/lending.py",
    }


def test_who_a_person_is_has_its_own_writers():
    rooms = "marketplace/accounts"

    assert writers({"Login"}) == {f"{rooms}/people.py"}  # and emptied on its own locked row
    assert writers({"Address"}) == {
        f"{rooms}/address_book.py",
        f"{rooms}/erase.py",
        "marketplace/saleor_bridge/warehouses.py",  # Saleor's, of a place
    }
    assert writers({"Consent"}) == {f"{rooms}/consent.py"}
    assert writers({"SignUpCode"}) == {
        f"{rooms}/send_code.py",
        f"{rooms}/check_code.py",
        f"{rooms}/erase.py",
    }


def test_nobody_else_reads_a_star_period():
    """Others ask stars_at(), badge_for() and standing(); loading it for standing() is no reading."""
    loading = re.compile(r"""\b(?:select|prefetch)_related\([^)]*\)""", re.DOTALL)
    reading = [
        our_code.name(path)
        for path in our_code.files(".py", ".html", under=(*our_code.CODE, "storefront_theme"))
        if not our_code.name(path).startswith("marketplace/certification/")
        and re.search(r"StarPeriod|star_period", loading.sub("", path.read_text(encoding="utf-8")))
    ]

    assert reading == []


def test_access_alone_looks_at_a_role():
    """appointments.py asks which scope a role needs; demo.py whether its sign-in is there."""
    looking = set()
    for path in our_code.code(migrations=False):
        if our_code.room(our_code.module(path)) == "marketplace.embedded":
            continue  # a role of PostgreSQL
        for node in our_code.nodes(path):
            compared = isinstance(node, ast.Compare) and any(
                getattr(part, "attr", getattr(part, "id", "")).lower() == "role"
                for part in [node.left, *node.comparators]
            )
            filtered = isinstance(node, ast.keyword) and (node.arg or "").startswith("role__")
            named = isinstance(node, ast.Attribute) and getattr(node.value, "id", "") == "Role"
            if compared or filtered or named:
                looking.add(our_code.name(path))

    assert looking == {
        "marketplace/accounts/access.py",
        "marketplace/accounts/appointments.py",
        "marketplace/accounts/demo.py",
        "marketplace/accounts/lending.py",  # only clerks are lent
        "marketplace/accounts/models.py",  # the constraints of a membership
    }


def test_saleors_and_djangos_permissions_decide_nothing():
    foreign = re.compile(
        r"\.(?:is_staff|is_superuser|has_perms?|user_permissions)\b|\buser\.groups\b"
        r"|permission_required|user_passes_test|staff_member_required|\bperms\."
    )
    asking = [
        our_code.name(path)
        for path in our_code.files(".py", ".html", under=(*our_code.CODE, "storefront_theme"))
        if foreign.search(path.read_text(encoding="utf-8"))
    ]

    assert asking == []


def test_there_are_no_signals():
    allowed = {
        # Takes Django's own handler off, which would write a Saleor row at every sign-in.
        "marketplace/accounts/apps.py",
        # Makes django.dispatch take an argument that Saleor still gives.
        "marketplace/saleor_bridge/shims/removed_names.py",
    }
    signals = re.compile(r"^django\.(?:dispatch|(?:core|db|contrib|test)\S*\.signals)\b|^blinker\b")
    using = {
        our_code.name(path)
        for path in our_code.code()
        for name in our_code.imports(path)
        if signals.search(name)
    }

    assert using == allowed


def test_what_goes_out_has_its_own_writers():
    room = "marketplace/outbox"

    assert writers({"Message"}) == {
        f"{room}/queue.py",
        f"{room}/gathered.py",  # more keys for the promise of the same transaction
        f"{room}/again.py",  # due now; and tried or done on its own locked row
    }
    assert writers({"WebhookEndpoint"}) == {f"{room}/webhook_endpoints.py"}
    assert writers({"WebhookDelivery"}) == {
        f"{room}/webhooks.py",  # promised
        f"{room}/webhook_delivery.py",  # to be sent again
    }


def test_money_and_what_comes_back_has_its_own_writers():
    rooms = "marketplace/orders"

    assert writers({"Payment"}) == {
        f"{rooms}/payments/in_cash.py",  # owed, then settled
        f"{rooms}/refunds.py",  # refunded
        f"{rooms}/money_due.py",  # handed in by a rider
        f"{rooms}/reconcile.py",  # handed on by a statement
    }
    assert writers({"Refund"}) == {
        f"{rooms}/payments/in_cash.py",
        f"{rooms}/erase_shopper.py",  # the account
    }
    assert writers({"CarrierStatement", "CarrierStatementLine"}) == {f"{rooms}/reconcile.py"}
    assert writers({"ReturnRequest", "ReturnLine", "ReturnPhoto"}) == {
        f"{rooms}/ask_return.py",
        f"{rooms}/receive_return.py",  # the lines say what came
    }
    assert writers({"Complaint"}) == {f"{rooms}/complaints.py", f"{rooms}/erase_shopper.py"}


def test_until_when_a_parcel_is_held_is_set_with_its_holds():
    """The parcel's moment and its holds' are one: set where they are placed, and in holding.py."""
    setting = {our_code.name(path) for path in our_code.code() if "held_until" in assigned(path)}

    assert setting == {
        "marketplace/orders/holding.py",
        "marketplace/orders/supply.py",  # under way to the point nothing is held
    }
    assert writers({"OrderCheck"}) == {"marketplace/orders/order_check/check.py"}
    assert writers({"Allocation"}) == set()  # in SQL, by one file of the bridge
