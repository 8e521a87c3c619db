"""The bridge knows one Saleor. Any other is refused before it can be half understood."""

from importlib import metadata

KNOWN_SALEOR = "2.10.1"


class UnknownSaleor(RuntimeError):
    """The installed Saleor is not the one the bridge was written for."""


def installed_saleor() -> str:
    """The version of the installed wheel; '' when there is none."""
    try:
        return metadata.version("saleor")
    except metadata.PackageNotFoundError:
        return ""


def require_known_saleor() -> None:
    """Raise UnknownSaleor unless exactly the known version is installed."""
    found = installed_saleor()
    if found != KNOWN_SALEOR:
        raise UnknownSaleor(
            f"The bridge is written for Saleor {KNOWN_SALEOR}, and "
            f"{found or 'none'} is installed. Install requirements/base.txt, or port the bridge."
        )
