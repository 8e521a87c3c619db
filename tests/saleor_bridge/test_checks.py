"""The system checks speak when what the bridge relies on has changed, and only then."""

from importlib import metadata

import pytest

from marketplace.saleor_bridge import checks, version


def versions(monkeypatch: pytest.MonkeyPatch, **changed: str) -> None:
    """Let the installed packages claim other versions; `_` in a name stands for `-`."""
    real = metadata.version
    monkeypatch.setattr(
        metadata, "version", lambda name: changed.get(name.replace("-", "_")) or real(name)
    )


def ids(problems: list) -> list[str]:
    return [problem.id for problem in problems]


def test_nothing_is_wrong_here() -> None:
    every = [
        checks.saleor_is_the_known_one,
        checks.graphene_stays,
        checks.old_plugins_stay_out,
        checks.tokens_expire,
        checks.money_is_dong,
        checks.bridge_comes_first,
    ]

    assert [check(None) for check in every] == [[]] * len(every)


def test_another_saleor_is_refused_at_import_and_by_the_check(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    versions(monkeypatch, saleor="2.11.0")

    with pytest.raises(version.UnknownSaleor, match="2.10.1, and 2.11.0 is installed"):
        version.require_known_saleor()
    assert ids(checks.saleor_is_the_known_one(None)) == ["ocop_saleor_bridge.E001"]


def test_no_saleor_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> str:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "version", missing)

    with pytest.raises(version.UnknownSaleor, match="none is installed"):
        version.require_known_saleor()


def test_a_newer_graphene_django_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    versions(monkeypatch, graphene_django="2.16.0")

    assert ids(checks.graphene_stays(None)) == ["ocop_saleor_bridge.E002"]


@pytest.mark.parametrize(
    "plugin",
    [
        "saleor.payment.gateways.stripe.plugin.StripeGatewayPlugin",
        "saleor.payment.gateways.dummy.plugin.DummyGatewayPlugin",
        "saleor.plugins.avatax.plugin.AvataxPlugin",
        "saleor.plugins.vatlayer.plugin.VatlayerPlugin",
    ],
)
def test_an_old_plugin_is_an_error(settings, plugin: str) -> None:
    settings.PLUGINS = [plugin]

    assert ids(checks.old_plugins_stay_out(None)) == ["ocop_saleor_bridge.E003"]


def test_tokens_that_never_expire_are_an_error(settings) -> None:
    settings.GRAPHQL_JWT = {**settings.GRAPHQL_JWT, "JWT_VERIFY_EXPIRATION": False}

    assert ids(checks.tokens_expire(None)) == ["ocop_saleor_bridge.E004"]


def test_another_currency_is_an_error(settings) -> None:
    settings.AVAILABLE_CURRENCIES = ["VND", "USD"]

    assert ids(checks.money_is_dong(None)) == ["ocop_saleor_bridge.E005"]


def test_a_bridge_that_is_not_first_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    from django.conf import settings

    last = [*settings.INSTALLED_APPS[1:], settings.INSTALLED_APPS[0]]
    monkeypatch.setattr(settings, "INSTALLED_APPS", last)

    assert ids(checks.bridge_comes_first(None)) == ["ocop_saleor_bridge.E006"]
