"""OLE files (compound documents), the wrapping of every Office format before 2007."""

import struct

SECTOR = 512
FREE, END, TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
SMALLEST = 4096  # shorter streams would go to a place of their own
SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def file(streams: dict[str, bytes]) -> bytes:
    """A file of up to three streams, each filled up with zeros to the smallest size."""
    contents = [stream.ljust(SMALLEST, b"\0") for stream in streams.values()]
    counts = [-(-len(stream) // SECTOR) for stream in contents]
    sectors = 1 + sum(counts)  # the directory first
    tables = 1
    while sectors + tables > tables * SECTOR // 4:
        tables += 1
    chain: list[int] = [TABLE] * tables + [END]
    starts = []
    for count in counts:
        starts.append(len(chain))
        chain += [len(chain) + step + 1 for step in range(count - 1)] + [END]
    chain += [FREE] * (tables * SECTOR // 4 - len(chain))
    entries = [_entry("Root Entry", 5, END, 0, child=1)]
    for place, (name, start, stream) in enumerate(zip(streams, starts, contents, strict=True), 1):
        after = place + 1 if place < len(streams) else FREE
        entries.append(_entry(name, 2, start, len(stream), right=after))
    directory = b"".join(entries).ljust(SECTOR, b"\0")
    where = [*range(tables)] + [FREE] * (109 - tables)
    header = SIGNATURE + bytes(16) + struct.pack("<5H", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<9L", 0, tables, tables, 0, SMALLEST, END, 0, END, 0)
    header += struct.pack("<109L", *where)
    body = b"".join(stream.ljust(-(-len(stream) // SECTOR) * SECTOR, b"\0") for stream in contents)
    return header + struct.pack(f"<{len(chain)}L", *chain) + directory + body


def _entry(
    name: str, kind: int, start: int, size: int, *, child: int = FREE, right: int = FREE
) -> bytes:
    written = (name + "\0").encode("utf-16-le")
    return (
        written.ljust(64, b"\0")
        + struct.pack("<HBB3L", len(written), kind, 1, FREE, right, child)
        + bytes(36)
        + struct.pack("<LQ", start, size)
    )
