"""Pages that belong to somebody: who is not signed in comes back after signing in."""

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

View = Callable[..., HttpResponse]


def signed_in(view: View) -> View:
    """The view for people with an account; others are led to the sign-in, and back to a page."""

    @wraps(view)
    def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        is_page = request.method in ("GET", "HEAD")
        back = urlencode({"next": request.get_full_path()}, safe="/") if is_page else ""
        return HttpResponseRedirect(reverse("shop:sign_in") + (f"?{back}" if back else ""))

    return answer
