"""What the plans of all batches of a file come to."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, fields
from operator import attrgetter

from plugins.ocop_sync import spool
from plugins.ocop_sync.parse import BadRow, ParsedFile
from plugins.ocop_sync.planned import Outcome, Plan
from plugins.ocop_sync.spool import Spool


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A producer or a product that the plan adds. id: once it is written; folded: its name;
    producer: the folded name of a product's producer. position: of the row that brings it."""

    kind: str
    id: int | None
    name: str
    folded: str
    province_id: int | None
    group_id: int | None
    producer_id: int | None
    producer: str
    position: int


class Tally:
    """Figures, the rejected rows and the newcomers of a whole file; no row of it in memory."""

    def __init__(self, parsed: ParsedFile):
        self.parsed = parsed
        self.pending = self.superseded = 0
        self.is_decided = True
        self.newcomers: Spool[Newcomer] = Spool(_packed, lambda packed: Newcomer(*packed))
        self._outcomes: Counter[Outcome] = Counter()
        self._rejected = spool.bad_rows()
        self._places: list[int] = []
        for bad in parsed.bad:
            self._reject(bad)

    @property
    def total(self) -> int:
        return len(self.parsed.rows) + len(self.parsed.bad)

    @property
    def rejected_count(self) -> int:
        return len(self._rejected)

    def count(self, outcome: Outcome) -> int:
        return self._outcomes[outcome]

    def rejected(self) -> Iterator[BadRow]:
        """In the order of the file."""
        places = sorted(range(len(self._places)), key=self._places.__getitem__)
        return (self._rejected[place] for place in places)

    def add(self, made: Plan) -> None:
        """A batch's plan; after its writing, if it is written, so that newcomers have their ids."""
        self.pending += made.pending
        self.superseded += made.superseded
        self._outcomes.update(row.outcome for row in made.rows)
        self.is_decided &= all(row.row.decision.is_complete for row in made.rows)
        for bad in made.rejected:
            self._reject(bad)
        for one in _newcomers(made):
            self.newcomers.append(one)

    def _reject(self, bad: BadRow) -> None:
        self._rejected.append(bad)
        self._places.append(bad.position)


# Shallow, and so ten times as fast as dataclasses.astuple().
_packed = attrgetter(*(field.name for field in fields(Newcomer)))


def _newcomers(made: Plan) -> Iterator[Newcomer]:
    told = {id(one) for one in made.known}
    for row in made.rows:
        product = row.certificate.product
        if row.outcome is not Outcome.CREATED or id(product) in told:
            continue
        told.add(id(product))
        producer, position = product.producer, row.row.position
        if producer.name and id(producer) not in told:  # the register's own carry no name here
            told.add(id(producer))
            yield Newcomer(
                "producer", producer.id, producer.name, producer.folded,
                producer.province_id, None, producer.id, producer.folded, position,
            )  # fmt: skip
        if product.name:
            yield Newcomer(
                "product", product.id, product.name, product.folded,
                producer.province_id, product.group_id, producer.id, producer.folded, position,
            )  # fmt: skip
