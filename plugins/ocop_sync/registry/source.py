"""Where a list is fetched, within what limits, and how fetching fails."""

from dataclasses import dataclass
from urllib.parse import urlsplit

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Source:
    """A registry's first page; the next ones it names itself. Times in seconds, sizes in bytes."""

    url: str
    connect_seconds: float = 5
    read_seconds: float = 30
    page_seconds: float = 120
    tries: int = 5  # of one page
    first_pause: float = 1  # doubled before every further try
    longest_pause: float = 120
    most_pages: int = 2_000
    page_bytes: int = 8 * MEGABYTE
    all_bytes: int = 50 * MEGABYTE
    restarts: int = 2  # when the list changes while it is read
    may_be_local: bool = False  # http, and addresses inside one's own network: to try things out

    @property
    def origin(self) -> tuple[str, str]:
        """What every page has to share with the first. Raises FetchFailed: source_address."""
        try:
            parts = urlsplit(self.url)
            schemes = ("https", "http") if self.may_be_local else ("https",)
            if parts.scheme in schemes and parts.hostname and parts.port != 0:
                return parts.scheme, parts.netloc
        except ValueError:
            pass
        raise FetchFailed("source_address")


class FetchFailed(Exception):
    """The list could not be fetched. code: see problems.FETCHING; data: figures for its sentence."""

    def __init__(self, code: str, **data: object):
        super().__init__(code)
        self.code = code
        self.data = data
