"""Reads a workbook in a process of its own: `apart.py BYTES`; a workbook comes in, pickled rows go out.

On a damaged workbook, or one with a cell far below or to the right, what reads it asks for any amount of
memory, and its process ends if that is not there. So it is another process, with so many bytes and no more.
Nothing of the program is imported here, so that it starts at once.
"""

from __future__ import annotations

import io
import pickle
import sys
from itertools import islice
from typing import Any

ROWS = 1000
"""Rows that go out together."""


def main() -> None:
    """Tell of each sheet its name, whether it is whole, and its rows, then `None`; after the last, `None`."""
    if sys.platform != "win32":
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_AS)
        limit = int(sys.argv[1]) if most == resource.RLIM_INFINITY else min(int(sys.argv[1]), most)
        resource.setrlimit(resource.RLIMIT_AS, (limit, most))
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
    for name in book.sheet_names:
        _tell(name)
        try:
            sheet = book.get_sheet_by_name(name)
            left = [""] * (sheet.start or (0, 0))[1]
            rows = (left + row for row in sheet.iter_rows())
        except BaseException:  # panics of the library underneath are no `Exception`
            _tell(False)
            continue
        _tell(True)
        while block := list(islice(rows, ROWS)):
            _tell(block)
        _tell(None)
    _tell(None)


def _tell(what: Any) -> None:
    pickle.dump(what, sys.stdout.buffer)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
