"""An import on its way, a step at a time."""

from marketplace.certification.models import Certificate
from plugins.ocop_sync import run
from plugins.ocop_sync.confirm import confirm
from plugins.ocop_sync.models import RegisterImport
from plugins.ocop_sync.undo import undo
from plugins.ocop_sync.upload import Brought, upload

OFFICER, SECOND = 11, 22


def brought(content: bytes, level: str = "A") -> RegisterImport:
    """Brought and planned."""
    one = upload(Brought("ds.xlsx", content, level, url="https://example.vn/qd"), actor_id=OFFICER)
    return worked(one)


def worked(one: RegisterImport) -> RegisterImport:
    run.work_on(one.pk)
    one.refresh_from_db()
    return one


def confirmed(one: RegisterImport) -> RegisterImport:
    return confirm(one.code, digest=one.plan_digest, actor_id=SECOND)


def written(content: bytes, level: str = "A") -> RegisterImport:
    return worked(confirmed(brought(content, level)))


def states() -> list[str]:
    return list(Certificate.objects.order_by("pk").values_list("state", flat=True))


def undone(one: RegisterImport, reason: str = "Nhầm tệp") -> RegisterImport:
    """Asked for by the second person, and done by the worker."""
    undo(one.code, reason=reason, actor_id=SECOND)
    return worked(one)
