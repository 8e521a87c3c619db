"""System checks: what the bridge relies on, said at start and not by a fault weeks later.

Read the settings and the installed packages; no check asks the database.
"""

from importlib import metadata

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from .version import KNOWN_SALEOR, installed_saleor

# Their SDKs are not installed, are long gone, or take money without asking anybody.
PLUGINS_LEFT_OUT = (
    "saleor.plugins.avatax.",
    "saleor.plugins.vatlayer.",
    "saleor.payment.gateways.",
)

# graphene-django 2.10 brings a second `Decimal` scalar, which collides with Saleor's own.
EXACT_VERSIONS = {"graphene": "2.1.9", "graphene-django": "2.9.1"}


@register
def saleor_is_the_known_one(app_configs, **kwargs) -> list[CheckMessage]:
    found = installed_saleor()
    if found == KNOWN_SALEOR:
        return []
    return [
        Error(
            f"The bridge is written for Saleor {KNOWN_SALEOR}, and {found or 'none'} is installed.",
            hint="Install requirements/base.txt, or port marketplace/saleor_bridge/.",
            id="ocop_saleor_bridge.E001",
        )
    ]


@register
def graphene_stays(app_configs, **kwargs) -> list[CheckMessage]:
    return [
        Error(
            f"{package} must be {wanted}, and {metadata.version(package)} is installed.",
            hint="Saleor's schema is built on exactly these releases.",
            id="ocop_saleor_bridge.E002",
        )
        for package, wanted in EXACT_VERSIONS.items()
        if metadata.version(package) != wanted
    ]


@register
def old_plugins_stay_out(app_configs, **kwargs) -> list[CheckMessage]:
    return [
        Error(
            f"{plugin} is in PLUGINS and must not be loaded.",
            hint="Payments go through marketplace/orders/payments/, taxes through our own lines.",
            id="ocop_saleor_bridge.E003",
        )
        for plugin in settings.PLUGINS
        if plugin.startswith(PLUGINS_LEFT_OUT)
    ]


@register
def tokens_expire(app_configs, **kwargs) -> list[CheckMessage]:
    if settings.GRAPHQL_JWT.get("JWT_VERIFY_EXPIRATION") is True:
        return []
    return [
        Error(
            "GRAPHQL_JWT does not verify the expiry of tokens: a stolen one would live for ever.",
            hint='Set GRAPHQL_JWT["JWT_VERIFY_EXPIRATION"] to True.',
            id="ocop_saleor_bridge.E004",
        )
    ]


@register
def money_is_dong(app_configs, **kwargs) -> list[CheckMessage]:
    if settings.DEFAULT_CURRENCY == "VND" and settings.AVAILABLE_CURRENCIES == ["VND"]:
        return []
    return [
        Error(
            "The currency is not VND alone.",
            hint="Amounts are whole đồng everywhere; another currency is another program.",
            id="ocop_saleor_bridge.E005",
        )
    ]


@register
def bridge_comes_first(app_configs, **kwargs) -> list[CheckMessage]:
    if settings.INSTALLED_APPS[0] == "marketplace.saleor_bridge":
        return []
    return [
        Error(
            "marketplace.saleor_bridge is not the first of INSTALLED_APPS.",
            hint="Its commands replace Django's, and its shims must come before Saleor's models.",
            id="ocop_saleor_bridge.E006",
        )
    ]
