"""A code read from a photo, for a device that cannot read one by itself: typed where it belongs."""

from collections.abc import Callable
from functools import wraps

import zxingcpp
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from PIL import Image

from marketplace import pictures
from marketplace.refusal import Problem, Refusal

PHOTO = "photo"  # the file's name in a form
FORMATS = zxingcpp.BarcodeFormats(
    [
        zxingcpp.BarcodeFormat.EAN13,
        zxingcpp.BarcodeFormat.QRCode,
        zxingcpp.BarcodeFormat.Code128,
    ]
)
LARGEST = 2_400  # px: a photo of 12 megapixels holds no more of a label than this
TURNS = (0, 20, 40, 60, 80)  # degrees: bars are found along two directions, a little aslant

View = Callable[..., HttpResponse]


class Unreadable(Refusal):
    """no_code: none on the photo; many_codes: different ones."""


def code_on(image: Image.Image) -> str:
    """The text of the one EAN-13, QR or Code 128 on an RGB image, in any direction.

    Raises Unreadable.
    """
    grey = image.convert("L")
    grey.thumbnail((LARGEST, LARGEST))
    found: set[str] = set()
    for turn in TURNS:
        turned = grey.rotate(turn, Image.Resampling.BICUBIC, expand=True) if turn else grey
        found = {code.text for code in zxingcpp.read_barcodes(turned, formats=FORMATS)}
        if found:
            break
    if not found:
        raise _unreadable(
            "no_code",
            _(
                "No code can be read on this photo. Take it from nearer, straight and sharp, with "
                "light on the label; or type what stands under the bars."
            ),
        )
    if len(found) > 1:
        raise _unreadable(
            "many_codes", _("Several codes are on this photo. Photograph one label alone.")
        )
    return found.pop()


def reads_photos(name: str) -> Callable[[View], View]:
    """Decorator, inside guard.staff: a photo posted with the form becomes the text of field `name`.

    Without a script the view goes on as if it had been typed, empty where nothing could be read. A
    request that asks for JSON gets {"text"}, or 422 with {"sentence"}, and the view does not run.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def reading(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            if PHOTO not in request.FILES:
                return view(request, *args, **kwargs)
            is_script = "application/json" in request.headers.get("Accept", "")
            [photo, *_more] = request.FILES.pop(PHOTO)
            typed = request.POST.copy()
            typed[name] = ""
            try:
                typed[name] = code_on(pictures.read(photo))
            except Refusal as refused:
                [problem] = refused.problems
                if is_script:
                    return JsonResponse({"sentence": problem.sentence}, status=422)
                messages.error(request, problem.sentence)
            if is_script:
                return JsonResponse({"text": typed[name]})
            request.POST = typed
            return view(request, *args, **kwargs)

        return reading

    return decorate


def _unreadable(code: str, sentence: str) -> Unreadable:
    return Unreadable(Problem(code, sentence, PHOTO))
