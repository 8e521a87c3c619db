"""Public codes in addresses."""

from marketplace.codes import ALPHABET, LENGTH


class CodeConverter:
    """A whole public code, in either case; screens get it as it is stored."""

    regex = f"[{ALPHABET}{ALPHABET.lower()}]{{{LENGTH}}}"

    def to_python(self, value: str) -> str:
        return value.upper()

    def to_url(self, value: str) -> str:
        return value
