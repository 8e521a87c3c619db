"""An import, a source and a near pair, for pages that are about one."""

from marketplace import clock
from marketplace.certification import near_asking, near_queue
from marketplace.certification.merging import Deciding
from marketplace.certification.models import NearMatch
from plugins.ocop_sync import keep, sources
from plugins.ocop_sync.models import RegisterImport, ScheduledSource
from tests import factories

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
        applied_at=clock.now(),
    )


def near_pair(*, apart: bool = False) -> NearMatch:
    """Two products of one producer that may be one; kept apart already, if that is wanted."""
    maker = factories.producer()
    first, second = (factories.certified(name, of=maker) for name in ("Mắc ca sấy", "Macca sấy"))
    near_asking.ask([near_asking.pair("product", first.pk, second.pk, why="typo", score=97)])
    one = NearMatch.objects.get(first_product=first, second_product=second)
    if apart:
        near_queue.keep_apart(one.code, Deciding(actor_id=1, reason="Hai sản phẩm"))
    return one
