"""What `manage.py` needs around a command: a database to talk to, and the right role for it."""

import contextlib
import os
import signal
import sys
from collections.abc import Iterator, Sequence

from .errors import EmbeddedError
from .servers import Servers
from .shared import borrowed
from .var_environment import var_environment

WITHOUT_DATABASE = {
    *("help", "version", "--help", "-h", "--version", "check", "diffsettings"),
    *("collectstatic", "findstatic", "messages_extract", "messages_compile"),
}
AS_OWNER = {"migrate", "flush"}  # they change tables, which the app's role may not


@contextlib.contextmanager
def servers_for(arguments: Sequence[str]) -> Iterator[None]:
    """Set the environment that this command needs, until the block ends.

    With DATABASE_URL set it starts and looks for nothing. Without, it uses the servers of `make up`, or starts some
    for as long as the command runs. Nothing is printed: standard output belongs to the command. Ends the process
    with a sentence on standard error when there is no database to be had.
    """
    command = arguments[0] if arguments else "help"
    with contextlib.ExitStack() as at_end:
        try:
            for name, value in var_environment().items():
                os.environ.setdefault(name, value)
            if not os.environ.get("DATABASE_URL") and command not in WITHOUT_DATABASE:
                signal.signal(
                    signal.SIGTERM, lambda *_: sys.exit(143)
                )  # so that the servers stop, too
                os.environ.update(at_end.enter_context(borrowed(Servers)))
            if not os.environ.get("DATABASE_URL") and command not in WITHOUT_DATABASE:
                raise EmbeddedError(
                    "database_elsewhere",
                    "`make up` runs here with a DATABASE_URL of its own; set the same one for this command.",
                )
        except EmbeddedError as failure:
            sys.exit(str(failure))
        if command in AS_OWNER and os.environ.get("DATABASE_OWNER_URL"):
            os.environ["DATABASE_URL"] = os.environ["DATABASE_OWNER_URL"]
        yield
