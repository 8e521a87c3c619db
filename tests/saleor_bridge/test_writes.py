"""The guard tells the bridge's writes to Saleor's tables from everybody else's."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, update_last_login
from django.db import connection, transaction
from saleor.product.models import Category

from marketplace.saleor_bridge import users
from marketplace.saleor_bridge.writes import WriteOutsideBridge, saleor_tables, written_tables
from tests.saleor_tables_guard import guard


def foreign(match: str = "only marketplace.saleor_bridge writes"):
    """Expect the guard's refusal; the caller adds a savepoint, so that the test can go on."""
    return pytest.raises(WriteOutsideBridge, match=match)


def test_saleors_tables_are_known() -> None:
    assert {"product_product", "warehouse_stock", "account_user_addresses"} <= saleor_tables()
    assert not saleor_tables() & {"auth_group", "django_session", "ocop_places_place"}


@pytest.mark.parametrize(
    ("sql", "tables"),
    [
        ('INSERT INTO "product_product" ("name") VALUES (%s)', {"product_product"}),
        ('UPDATE "order_order" SET "status" = %s', {"order_order"}),
        ("update only order_order set status = 1", {"order_order"}),
        ('DELETE FROM "warehouse_stock" WHERE 1 = 1', {"warehouse_stock"}),
        ("TRUNCATE warehouse_stock", {"warehouse_stock"}),
        ('delete from public."warehouse_stock"', {"warehouse_stock"}),
        ("WITH x AS (UPDATE order_order SET a = 1 RETURNING id) SELECT 1", {"order_order"}),
        ("MERGE INTO warehouse_stock USING v ON true", {"warehouse_stock"}),
        ('SELECT * FROM "product_product" FOR UPDATE', set()),
        ('SELECT * FROM "product_product" FOR UPDATE OF "product_product"', set()),
        ('INSERT INTO "auth_group" ("name") VALUES (%s)', set()),
        ('INSERT INTO ocop_x (a) SELECT a FROM "product_product" ON CONFLICT DO NOTHING', set()),
    ],
)
def test_a_write_is_told_from_a_read(sql: str, tables: set[str]) -> None:
    assert written_tables(sql) == tables


@pytest.mark.django_db
def test_a_foreign_write_fails_before_the_database_sees_it() -> None:
    with guard(connection), foreign(match="product_category: only"), transaction.atomic():
        Category.objects.create(name="Trà", slug="tra")

    assert not Category.objects.filter(slug="tra").exists()


@pytest.mark.django_db
def test_update_and_delete_fail_too() -> None:
    category = Category.objects.create(name="Trà", slug="tra")

    with guard(connection):
        with foreign(), transaction.atomic():
            Category.objects.filter(pk=category.pk).update(name="Chè")
        with foreign(), transaction.atomic():
            Category.objects.filter(pk=category.pk).delete()

    assert Category.objects.get(pk=category.pk).name == "Trà"


@pytest.mark.django_db
def test_the_bridge_writes() -> None:
    with guard(connection):
        user = users.create_user()

    assert get_user_model().objects.filter(pk=user.pk).exists()


@pytest.mark.django_db
def test_what_is_not_saleors_is_left_alone() -> None:
    with guard(connection):
        Group.objects.create(name="Kho")

    assert Group.objects.filter(name="Kho").exists()


@pytest.mark.django_db
def test_named_modules_write_as_the_bridge_does() -> None:
    with guard(connection, also=[__name__]):
        Category.objects.create(name="Trà", slug="tra")

    assert Category.objects.filter(slug="tra").exists()


@pytest.mark.django_db
def test_django_hashes_a_password_anew_and_does_no_more(settings) -> None:
    hashers = "django.contrib.auth.hashers."
    settings.PASSWORD_HASHERS = [hashers + "PBKDF2SHA1PasswordHasher"]
    user = users.create_user(password="một mật khẩu dài")
    settings.PASSWORD_HASHERS.insert(0, hashers + "MD5PasswordHasher")
    settings.PASSWORD_HASHERS = list(settings.PASSWORD_HASHERS)  # so that Django notices

    with guard(connection):
        assert user.check_password("một mật khẩu dài")
        with foreign(), transaction.atomic():
            user.save()
        with foreign(), transaction.atomic():
            update_last_login(None, user)

    user.refresh_from_db()
    assert user.password.startswith("md5$")


@pytest.mark.django_db
def test_the_guard_ends_with_its_block() -> None:
    with guard(connection):
        pass

    assert Category.objects.create(name="Trà", slug="tra").pk
