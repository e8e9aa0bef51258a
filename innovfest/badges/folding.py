"""Turn pages of one side into leaves that show it twice, the second time upside down.

A page of a PDF may show one stream of drawing several times (ISO 32000-1, 7.7.3.3: contents may be an array),
so a pile of badges is typeset, stored and held in memory once instead of twice. What changes is appended to
the file as an update (7.5.6). It reads the plain form that our pinned typesetter writes, and refuses another.
"""

import re

_PAGE = re.compile(
    rb"(\d+) 0 obj\n<</Type/Page/Resources (\d+) 0 R/MediaBox\[0 0 ([\d.]+) ([\d.]+)\]"
    rb"/Parent 1 0 R/Contents (\d+) 0 R>>"
)
_COUNT = re.compile(rb"1 0 obj\n<</Type/Pages/Count (\d+)")
_TRAILER = re.compile(rb"trailer\n<</Size (\d+)(.*)>>\nstartxref\n(\d+)\n%%EOF\s*\Z", re.DOTALL)

FOLD_LINE = "q 0.33 G 0.3 w [0.6 2.4] 0 d 0 {height} m {width} {height} l S Q"


def fold_out(pdf: bytes) -> bytes:
    """Return the PDF with each page twice as high: itself below, and itself upside down above.

    Raises ValueError for a file that is not written as ours are.
    """
    pages, count, trailer = list(_PAGE.finditer(pdf)), _COUNT.search(pdf), _TRAILER.search(pdf)
    if (
        not (count and trailer and pages)
        or len(pages) != int(count[1])
        or len({page[4] for page in pages}) > 1
    ):
        raise ValueError("this PDF is not in the form that the typesetter writes")
    width, height = float(pages[0][3]), float(pages[0][4])
    size = int(trailer[1])
    around = (
        "q",
        f"Q q -1 0 0 -1 {width:g} {2 * height:g} cm",
        f"Q {FOLD_LINE.format(width=f'{width:g}', height=f'{height:g}')}",
    )
    objects = {size + at: _stream(operators) for at, operators in enumerate(around)}
    for page in pages:
        objects[int(page[1])] = (
            b"<</Type/Page/Resources %s 0 R/MediaBox[0 0 %s %.4f]/Parent 1 0 R/Contents"
            b"[%d 0 R %s 0 R %d 0 R %s 0 R %d 0 R]>>"
        ) % (page[2], page[3], 2 * height, size, page[5], size + 1, page[5], size + 2)
    return _updated(pdf, objects, size=size + len(around), trailer=trailer[2], previous=trailer[3])


def _stream(operators: str) -> bytes:
    return b"<</Length %d>>\nstream\n%s\nendstream" % (len(operators), operators.encode())


def _updated(pdf: bytes, objects: dict[int, bytes], *, size: int, trailer: bytes, previous: bytes) -> bytes:
    """Append objects to a PDF, with the table that tells where they stand."""
    parts, table, at = [pdf, b"\n"], [b"xref\n"], len(pdf) + 1
    for number, body in sorted(objects.items()):
        part = b"%d 0 obj\n%s\nendobj\n" % (number, body)
        table.append(b"%d 1\n%010d 00000 n\r\n" % (number, at))
        parts.append(part)
        at += len(part)
    end = b"trailer\n<</Size %d%s/Prev %s>>\nstartxref\n%d\n%%%%EOF\n" % (size, trailer, previous, at)
    return b"".join([*parts, *table, end])
