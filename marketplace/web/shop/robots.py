from django.http import HttpRequest, HttpResponse

_ROBOTS = """User-agent: *
Disallow: /gio-hang/
Disallow: /dat-hang/
Disallow: /don-hang/
Disallow: /tai-khoan/
Disallow: /quan-ly/
Disallow: /en/gio-hang/
Disallow: /en/dat-hang/
Disallow: /en/don-hang/
Disallow: /en/tai-khoan/
Disallow: /en/quan-ly/
"""


def robots(request: HttpRequest) -> HttpResponse:
    """What search engines need not visit."""
    return HttpResponse(_ROBOTS, content_type="text/plain")
