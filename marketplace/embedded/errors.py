"""The errors of this room."""


class EmbeddedError(Exception):
    """Something on this machine keeps the embedded servers from running.

    `code` is stable and for machines; the message is a full sentence for the person: what happened and what to do.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class Interrupted(Exception):
    """The person asked to stop while something was still starting."""
