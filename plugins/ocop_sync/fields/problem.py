"""A value that can't be taken."""


class BadValue(Exception):
    """code: see problems.SENTENCES; data: figures for its sentence."""

    def __init__(self, code: str, **data: object):
        super().__init__(code)
        self.code = code
        self.data = data
