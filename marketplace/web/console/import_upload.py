"""Bringing a list to the register."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.accounts.access import Action
from marketplace.refusal import Problem, Refusal
from marketplace.web.console.guard import staff
from marketplace.web.console.import_words import LEVELS
from marketplace.web.console.page import show
from plugins.ocop_sync import readers
from plugins.ocop_sync.upload import MOST_SCAN_BYTES, Brought, upload

MB = 1024 * 1024


class UploadForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("The list"),
        help_text=gettext_lazy("Choose the file or drop it here."),
        widget=forms.FileInput(attrs={"class": "drop"}),
        allow_empty_file=True,  # the rule says what is wrong with it
    )
    source_level = forms.ChoiceField(
        label=gettext_lazy("Where it comes from"),
        choices=[("", gettext_lazy("Choose…")), *LEVELS.items()],
        help_text=gettext_lazy(
            "Only a signed decision and the press of the state give stars; all else waits."
        ),
    )
    source_url = forms.URLField(
        label=gettext_lazy("Link to the decision or article"),
        required=False,
        max_length=500,
        assume_scheme="https",
    )
    scan = forms.FileField(
        label=gettext_lazy("Scan of the decision"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "application/pdf,image/jpeg,image/png"}),
        help_text=gettext_lazy("PDF, JPEG or PNG up to 20 MB."),
    )
    source_text = forms.CharField(
        label=gettext_lazy("Remark"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.error_messages["required"] = _("Fill this in.")

    def take(self, problems: list[Problem]) -> None:
        """Show the rule's problems beside the fields they belong to."""
        for problem in problems:
            self.add_error(problem.field or None, problem.sentence)


@staff(Action.IMPORT_REGISTER, methods=("GET", "HEAD", "POST"))
def import_upload(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _form(request, UploadForm())
    form = UploadForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            one = upload(_brought(form), actor_id=request.user.pk)
        except Refusal as refused:
            form.take(refused.problems)
        else:
            return redirect("console:imported", code=one.code)
    if request.FILES and "file" not in form.errors:
        form.add_error("file", _("Choose the file once more: a browser sends it only once."))
    return _form(request, form, status=422)


def _brought(form: UploadForm) -> Brought:
    values = form.cleaned_data
    file, scan = values["file"], values["scan"]
    return Brought(
        name=file.name,
        content=file.read(readers.MOST_BYTES + 1),  # one too many is enough to say so
        level=values["source_level"],
        url=values["source_url"],
        text=values["source_text"],
        scan_name=scan.name if scan else "",
        scan=scan.read(MOST_SCAN_BYTES + 1) if scan else b"",
    )


def _form(request: HttpRequest, form: UploadForm, status: int = 200) -> HttpResponse:
    context = {"form": form, "most": readers.MOST_BYTES // MB}
    return show(request, "console/import_upload.html", context, status)
