from typing import Any

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in


class AccountsConfig(AppConfig):
    name = "marketplace.accounts"
    label = "ocop_accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from marketplace.accounts import send_code  # noqa: F401  (registers its handler)

        # Django would write "last seen" into Saleor's user row at every sign-in, from the
        # machine's clock. Ours writes an audit line instead (sign_in.start_session). One
        # handler per name: whichever app is ready first, Django's finds its place taken.
        user_logged_in.disconnect(dispatch_uid="update_last_login")
        user_logged_in.connect(_leave_saleors_row, dispatch_uid="update_last_login", weak=False)


def _leave_saleors_row(**kwargs: Any) -> None:
    pass
