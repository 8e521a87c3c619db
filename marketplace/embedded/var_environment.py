"""Where Django finds its files when everything lies under var/."""

import os

from . import state


def var_environment() -> dict[str, str]:
    """Environment variables for the settings; those that the person has set stay as they are.

    The secret key is made here at the first start, unless SECRET_KEY is set.
    """
    if not os.environ.get("SECRET_KEY"):
        state.make_secret_key()
    files = {
        "OCOP_STATE_DIR": str(state.folder("state")),
        "MEDIA_ROOT": str(state.folder("media")),
        "STATIC_ROOT": str(state.folder("static")),
        "PRIVATE_ROOT": str(state.folder("private")),
        "EMAIL_FILE_PATH": str(state.folder("mail")),
    }
    return {name: os.environ.get(name) or value for name, value in files.items()}
