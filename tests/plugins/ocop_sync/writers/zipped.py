"""Packages made part by part."""

import io
import zipfile


def package(parts: dict[str, str | bytes]) -> bytes:
    """A ZIP file of these parts, in their order."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return file.getvalue()
