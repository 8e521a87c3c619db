"""An import and a source, for pages that are about one."""

from marketplace import clock
from plugins.ocop_sync import keep, sources
from plugins.ocop_sync.models import RegisterImport, ScheduledSource

SHA256 = "0" * 64
LIST = "Tên sản phẩm;Tên chủ thể;Hạng sao\nTrà;Hợp tác xã Mẫu;4 sao\n".encode()


def source() -> ScheduledSource:
    return sources.add("Sổ tỉnh", "https://example.vn/ocop", "A", 24, actor_id=1)


def imported() -> RegisterImport:
    return RegisterImport.objects.create(
        state="applied",
        file_name="list.xlsx",
        sha256=SHA256,
        size=len(LIST),
        kept_as=keep.keep(LIST, SHA256),
        scan_kept_as=keep.keep(LIST, SHA256),
        scan_name="quyet-dinh.pdf",
        source_level="A",
        uploaded_by_id=1,
        confirmed_via="command line",
        report={"counts": {}, "rejected": []},
        certificate_ids=[],
        applied_at=clock.now(),
    )
