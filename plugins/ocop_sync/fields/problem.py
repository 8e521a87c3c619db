"""A value that can't be taken."""


class BadValue(Exception):
    """code: see problems.SENTENCES; data: figures for its sentence. printed: of a sentence, the
    part that can't be taken; "" where the whole cell is meant."""

    printed = ""

    def __init__(self, code: str, **data: object):
        super().__init__(code)
        self.code = code
        self.data = data
