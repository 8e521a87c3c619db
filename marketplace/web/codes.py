"""Codes in addresses: public ones, digests of files, lot codes."""

from marketplace.codes import ALPHABET, LENGTH


class CodeConverter:
    """A whole public code, in either case; screens get it as it is stored."""

    regex = f"[{ALPHABET}{ALPHABET.lower()}]{{{LENGTH}}}"

    def to_python(self, value: str) -> str:
        return value.upper()

    def to_url(self, value: str) -> str:
        return value


class DigestConverter:
    """The SHA-256 of a file, as its paper keeps it."""

    regex = "[0-9a-f]{64}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class LotCodeConverter:
    """A lot code as its producer writes it, any sign that the database takes."""

    regex = r"[^\0]+"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value
