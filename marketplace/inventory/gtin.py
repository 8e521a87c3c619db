"""GTIN-13: the number under the bars, with its check digit (GS1 General Specifications, 7.9)."""

LENGTH = 13


def check_digit(first_twelve: str) -> str:
    """The thirteenth digit of these twelve."""
    total = sum(
        int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(first_twelve[:12])
    )
    return str(-total % 10)


def is_gtin13(text: str) -> bool:
    """Whether the text, as written, is thirteen digits of which the last one is right."""
    return (
        len(text) == LENGTH and text.isascii() and text.isdigit() and check_digit(text) == text[-1]
    )
