"""Papers: judged by what they hold, kept once, read back as they were."""

from io import BytesIO

import pytest
from PIL import Image

from marketplace.inventory import deliveries, papers
from marketplace.inventory.models import Paper
from marketplace.inventory.refused import StockRefused
from tests import factories

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.4\n1 0 obj\n%%EOF\n"


def image(kind="PNG", size=(4, 4)):
    out = BytesIO()
    Image.new("RGB", size, "green").save(out, kind)
    return out.getvalue()


def check(*files):
    return papers.check((name, BytesIO(content)) for name, content in files)


def codes_of(*files):
    with pytest.raises(StockRefused) as refused:
        check(*files)
    return refused.value.codes


@pytest.fixture
def delivery():
    place = factories.place()
    return factories.delivery(factories.listing(at=place), at=place)


@pytest.mark.parametrize("content", [PDF, image("PNG"), image("JPEG")])
def test_what_is_kept_is_read_back_as_it_was(delivery, content):
    (kept,) = deliveries.add_papers(delivery, check(("giấy.bin", content)), actor_id=7)

    assert papers.content_of(kept)[0] == content
    assert papers.content_of(kept)[1] in papers.KINDS.values()
    assert (kept.name, kept.size, kept.added_by_id) == ("giấy.bin", len(content), 7)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"<svg onload=alert(1)>", "bad_paper"),
        (b"%PDF-1.4 cut off", "bad_paper"),
        (image("PNG")[:50], "bad_paper"),
        (b"\xff\xd8\xff and nothing", "bad_paper"),
        (PDF + b" " * papers.MOST_BYTES, "too_big"),
    ],
    ids=["nothing", "a script", "half a PDF", "half a PNG", "no JPEG", "too much"],
)
def test_a_file_is_judged_by_its_content_not_by_its_name(content, code):
    assert codes_of(("phieu.pdf", content)) == [code]


def test_an_image_of_too_many_pixels_is_refused(monkeypatch):
    monkeypatch.setattr(papers, "MOST_PIXELS", 15)

    assert codes_of(("anh.png", image(size=(4, 4)))) == ["too_big"]


def test_every_bad_file_is_named():
    with pytest.raises(StockRefused) as refused:
        check(("a.pdf", PDF), ("C:\\b.pdf", b""), ("c.pdf", b"x"))

    assert [problem.data["name"] for problem in refused.value.problems] == ["b.pdf", "c.pdf"]


def test_a_file_is_kept_once_and_no_more_than_twenty(delivery):
    new = check(("a.pdf", PDF))
    deliveries.add_papers(delivery, new, actor_id=7)

    assert deliveries.add_papers(delivery, new, actor_id=7) == []
    more = [papers.NewPaper(f"{n}.pdf", PDF + str(n).encode()) for n in range(20)]
    with pytest.raises(StockRefused) as refused:
        deliveries.add_papers(delivery, more, actor_id=7)
    assert refused.value.codes == ["too_many"]
    assert Paper.objects.count() == 1


def test_a_cancelled_delivery_takes_no_papers(delivery):
    deliveries.cancel(delivery, actor_id=7)

    with pytest.raises(StockRefused) as refused:
        deliveries.add_papers(delivery, check(("a.pdf", PDF)), actor_id=7)

    assert refused.value.codes == ["cancelled"]
