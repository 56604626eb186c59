"""Sources: how they are written, and whether what they point to exists."""

from __future__ import annotations

from resettle.scenarios.problems import Problems, Where, hint, listed, shown
from resettle.scenarios.sources.registers import documents, evidence
from resettle.scenarios.types import SOURCE_KINDS, Source

FORMS = (
    "document:<id>#<item>, data:<evidence id>, literature:<evidence id>, calibrated, assumed, "
    "derived:<terms>, transferred:<terms>"
)
"""The ways to write a source, for messages."""


def source(written: str, name: str, where: Where, problems: Problems) -> Source | None:
    """The source that a text names, or `None` after a problem.

    Args:
        written: As it stands in a file, e.g. `document:guizhou#4` or `data:W11,W12`.
        name: The value whose source it is, for messages.
        where: Its location.
        problems: Collects what is wrong.
    """
    if problems.full:
        return None
    kind, colon, rest = written.partition(":")
    stem = f"source of {name} is {shown(written)}"
    if kind not in SOURCE_KINDS:
        problems.add(where, f"{stem}; allowed: {FORMS}{hint(kind, SOURCE_KINDS)}")
        return None
    if kind == "document":
        cited = _item(rest, name, where, problems)
        return None if cited is None else Source(kind, items=(cited,))
    if kind in ("calibrated", "assumed"):
        more = f"source {kind} takes nothing after it; put the reason into 'note'"
        return None if problems.breaks(where, (colon, more)) else Source(kind)
    terms = tuple(part.strip() for part in rest.split(","))
    mixed = kind in ("derived", "transferred")
    form = f"{kind}:<evidence id>" + (" or <document>#<item>, more of them after commas" if mixed else "")
    if problems.breaks(where, (not all(terms), f"{stem}; write it as {form}")):
        return None
    items = [_item(term, name, where, problems) for term in terms if mixed and "#" in term]
    ids = tuple(term for term in terms if not (mixed and "#" in term))
    known = evidence()
    missing = [one for one in ids if one not in known]
    for one in missing:
        there = "in the register; 'resettle sources' lists what there is"
        problems.add(where, f"no evidence {shown(one)} {there}{hint(one, known)}")
    stated = tuple(item for item in items if item is not None)
    return None if missing or len(stated) < len(items) else Source(kind, ids, stated)


def _item(rest: str, name: str, where: Where, problems: Problems) -> tuple[str, str] | None:
    """Reads `<id>#<item>`."""
    document, item = (part.strip() for part in rest.partition("#")[::2])
    known = documents()
    if not document or not item:
        form = "document:<id>#<item>, for example document:guizhou#4"
        wrong = f"source of {name} is {shown('document:' + rest)}; write it as {form}"
    elif document not in known:
        there = f"there are: {listed(known)}{hint(document, known)}"
        wrong = f"no document {shown(document)} in the register; {there}"
    elif item not in known[document].items:
        items = known[document].items
        near = hint(item, items) if len(item) > 2 else ""
        wrong = f"document {document} has no item {shown(item)}; it has: {listed(items, 40)}{near}"
    else:
        return document, item
    problems.add(where, wrong)
    return None
