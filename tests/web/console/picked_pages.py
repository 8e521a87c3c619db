"""Short words for forms in which goods are picked."""

from django.urls import reverse


def post(client, name, body, **kwargs):
    return client.post(reverse(f"console:{name}", kwargs=kwargs), body)


def said(response):
    return [str(error) for errors in response.context["form"].errors.values() for error in errors]


def beside(response):
    """The errors beside the rows of picked goods."""
    rows = response.context["picking"].rows.forms
    return [str(error) for row in rows for errors in row.errors.values() for error in errors]
