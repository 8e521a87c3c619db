"""Public codes: random, without meaning, with a check character.

They stand in addresses, on labels and in mouths, never a primary key. The alphabet has 31
characters, a prime, so that the weighted check finds every single wrong character and every
swap of two neighbours.
"""

import secrets

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTVWXYZ"
LENGTH = 10
_VALUE = {character: value for value, character in enumerate(ALPHABET)}


def new_code() -> str:
    """Nine random characters (44 bits) and their check character."""
    drawn = secrets.randbelow(len(ALPHABET) ** (LENGTH - 1))  # once: nine draws cost nine times it
    body = ""
    for _place in range(LENGTH - 1):
        drawn, place = divmod(drawn, len(ALPHABET))
        body += ALPHABET[place]
    return body + _check(body)


def clean(text: str) -> str:
    """What a person typed, as the code would be written: no blanks, no dashes, upper case."""
    return "".join(character for character in text.upper() if character not in " -.\u00a0")


def is_code(text: str) -> bool:
    """Whether the text, as written, is a whole code with a right check character."""
    return (
        len(text) == LENGTH
        and all(character in _VALUE for character in text)
        and _check(text[:-1]) == text[-1]
    )


def _check(body: str) -> str:
    total = sum((place + 2) * _VALUE[character] for place, character in enumerate(body))
    return ALPHABET[-total % len(ALPHABET)]
