"""Published lists as they come, whole, strange and broken; all made by code when the tests run."""

from tests.plugins.ocop_sync.corpus import broken, cells, hostile, kinds, letters, shapes
from tests.plugins.ocop_sync.corpus.case import Case

CASES: dict[str, Case] = {
    **kinds.CASES,
    **letters.CASES,
    **shapes.CASES,
    **cells.CASES,
    **broken.CASES,
    **hostile.CASES,
}
