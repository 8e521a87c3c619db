"""The shopper's commune: found by today's or former names, kept for what is promised."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from marketplace.places import units
from marketplace.places.units import FoundCommune
from marketplace.web.shop import visitor
from marketplace.web.shop.pages import page

MOST_SUGGESTIONS = 12
MOST_CHOICES = 40


@require_safe
def communes(request: HttpRequest) -> HttpResponse:
    """Suggestions for a commune field: today's communes by their own or former names."""
    words = request.GET.get("q", "").replace("\0", "")[:100]
    province = request.GET.get("province", "").replace("\0", "")[:2]
    if words.strip():
        found = units.find_communes(words, province or None, MOST_SUGGESTIONS)
    elif province:
        found = [FoundCommune(unit, unit.parent, "") for unit in units.communes(province)]
    else:
        found = []
    return render(request, "shop/parts/communes.html", {"found": found, "words": words})


@require_POST
def commune(request: HttpRequest) -> HttpResponse:
    """Keep the commune that was chosen or is the only one so called, and go back; else ask which.

    Nothing written at all forgets it.
    """
    words = request.POST.get("commune_text", "").replace("\0", "")[:100].strip()
    chosen = units.commune(request.POST.get("commune", "").replace("\0", "")[:5])
    found = [] if chosen else units.find_communes(words, None, MOST_CHOICES)
    if chosen or len(found) == 1 or not words:
        visitor.keep_commune(request, (chosen or found[0].unit).code if chosen or found else "")
        return HttpResponseRedirect(_next(request))
    if not found:
        messages.error(
            request,
            _("No commune is called \u201c%(words)s\u201d. Try its old name, or another spelling.")
            % {"words": words},
        )
        return HttpResponseRedirect(_next(request))
    context = {"found": found, "words": words, "next": _next(request)}
    return page(request, "shop/commune.html", context)


def _next(request: HttpRequest) -> str:
    """Where the form stood; never another site."""
    address = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(address, allowed_hosts=None)
    return address if is_ours and address.startswith("/") else reverse("shop:basket")
