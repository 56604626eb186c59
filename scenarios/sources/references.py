"""Sources: how they are written, and whether what they point to exists."""

from __future__ import annotations

from resettle.scenarios.problems import Problems, Where, hint, listed, shown
from resettle.scenarios.sources.registers import documents, evidence
from resettle.scenarios.types import SOURCE_KINDS, Source

FORMS = "document:<id>#<item>, data:<evidence id>, literature:<evidence id>, calibrated, assumed"
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
    if kind not in SOURCE_KINDS:
        problems.add(
            where,
            f"source of {name} is {shown(written)}; allowed: {FORMS}{hint(kind, SOURCE_KINDS)}",
        )
        return None
    if kind in ("calibrated", "assumed"):
        if colon:
            problems.add(where, f"source {kind} takes nothing after it; put the reason into 'note'")
            return None
        return Source(kind)
    if kind == "document":
        return _document(rest, name, where, problems)
    ids = tuple(part.strip() for part in rest.split(","))
    if not all(ids):
        problems.add(where, f"source of {name} is {shown(written)}; write it as {kind}:<evidence id>")
        return None
    known = evidence()
    missing = [one for one in ids if one not in known]
    for one in missing:
        problems.add(
            where,
            f"no evidence {shown(one)} in the register; 'resettle sources' lists what there is"
            f"{hint(one, known)}",
        )
    return None if missing else Source(kind, evidence=ids)


def _document(rest: str, name: str, where: Where, problems: Problems) -> Source | None:
    """Reads `<id>#<item>`."""
    document, _, item = rest.partition("#")
    document, item = document.strip(), item.strip()
    if not document or not item:
        problems.add(
            where,
            f"source of {name} is {shown('document:' + rest)}; write it as document:<id>#<item>, "
            "for example document:guizhou#4",
        )
        return None
    known = documents()
    if document not in known:
        problems.add(
            where,
            f"no document {shown(document)} in the register; "
            f"there are: {listed(known)}{hint(document, known)}",
        )
        return None
    items = known[document].items
    if item not in items:
        problems.add(
            where,
            f"document {document} has no item {shown(item)}; it has: {listed(items, 40)}"
            + (hint(item, items) if len(item) > 2 else ""),
        )
        return None
    return Source("document", document=document, item=item)
