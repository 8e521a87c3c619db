"""`python -m tests.soak [fuzz] [volumes] [documents] [orders]`: print what was found; ends with code 1 when a promise was broken."""

import sys
import time

from tests.soak import documents, fuzz, orders, volumes

FILES = 10_000
SEED = 20261122
MOST_MEGABYTES = 500
STORIES = 200
KILLS = 50


def main(words: list[str]) -> int:
    """Without a word, everything."""
    parts = {
        "fuzz": _fuzz,
        "volumes": _volumes,
        "documents": _documents,
        "orders": _orders,
    }
    if unknown := [word for word in words if word not in parts]:
        sys.exit(f"There is no part {unknown[0]!r}. Parts: {', '.join(parts)}.")
    broken = [sentence for name in words or parts for sentence in parts[name]()]
    for sentence in broken:
        print(f"BROKEN: {sentence}")
    return 1 if broken else 0


def _fuzz() -> list[str]:
    began = time.monotonic()
    found = fuzz.run(FILES, SEED)
    print(f"{found.read:,} damaged files read in {time.monotonic() - began:.0f} s, the longest in")
    print(f"{found.longest:.2f} s. What came of them:")
    for came, number in found.came.most_common():
        print(f"  {number:>6,} {came}")
    return [f"reader: {line}" for line in found.bad]


def _volumes() -> list[str]:
    broken = []
    print("Reading and parsing an annex, reader and parser in their two processes:")
    for told in volumes.run():
        per_row = told["seconds"] / told["rows"] * 1000
        print(
            f"  {told['rows']:>7,.0f} rows: {told['seconds']:6.2f} s, {per_row:.3f} ms a row,"
            f" {told['megabytes']:.0f} MB at the peak"
        )
        if told["megabytes"] > MOST_MEGABYTES:
            broken.append(f"{told['rows']:,.0f} rows took {told['megabytes']:.0f} MB")
    return broken


def _documents() -> list[str]:
    began = time.monotonic()
    print(f"{STORIES} random stories of documents of every kind, and a quarter as many of orders:")
    failure = documents.run(STORIES)
    print(f"  {time.monotonic() - began:.0f} s")
    return [f"documents: {failure}"] if failure else []


def _orders() -> list[str]:
    began = time.monotonic()
    seed = int(time.time())
    print(f"Orders while web, worker and PostgreSQL are killed {KILLS} times (SOAK_SEED={seed}):")
    told, failure = orders.run(KILLS, seed)
    print(f"  {told}\n  {time.monotonic() - began:.0f} s")
    return [f"orders: {failure}"] if failure else []


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
