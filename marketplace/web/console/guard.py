"""Who may open a page of the console. Asks accounts.access; decides nothing itself."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from marketplace.accounts.access import Action, actions_of

READ = ("GET", "HEAD")

View = Callable[..., HttpResponse]


def staff(*needed: Action, methods: tuple[str, ...] = READ) -> Callable[[View], View]:
    """Decorator: for people with all of these actions somewhere; with none named, with any.

    A guest is sent to sign in and comes back; after a POST to the home, since what was posted
    is gone. Who lacks the action gets 403 before anything is looked up, so the answer says
    nothing about what exists. The view sees the person's actions as `request.actions`.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                back = (
                    request.get_full_path() if request.method in READ else reverse("console:home")
                )
                return redirect_to_login(back)
            request.actions = actions_of(request.user)
            if not request.actions or not request.actions.issuperset(needed):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return never_cache(require_http_methods(methods)(guarded))

    return decorate
