"""Sources: how they are written, and whether what they point to exists."""

from __future__ import annotations

from resettle.model.text import NOTHING, Text, both, fill
from resettle.scenarios.problems import Problems, Where, hint, listed, shown
from resettle.scenarios.sources.registers import documents, evidence
from resettle.scenarios.types import OWN, SOURCE_KINDS, Source

FORMS = Text(
    "own:<words>, ledger:<name>#<column>, document:<id>#<item>, data:<evidence id>, "
    "literature:<evidence id>, calibrated, assumed, derived:<terms>, transferred:<terms>",
    "own:<本地资料名称>、ledger:<台账>#<列>、document:<文件>#<条目>、data:<数据编号>、"
    "literature:<数据编号>、calibrated、assumed、derived:<依据>、transferred:<依据>",
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
    stem = both("source of {name} is {written}", "{name}的来源为{written}", name=name, written=shown(written))
    if kind not in SOURCE_KINDS:
        wrong = Text("{stem}; allowed: {forms}{hint}", "{stem}；可用：{forms}{hint}")
        problems.add(where, fill(wrong, stem=stem, forms=FORMS, hint=hint(kind, SOURCE_KINDS)))
        return None
    if kind in OWN:
        return _own(kind, rest.strip(), stem, where, problems)
    if kind == "document":
        cited = _item(rest, name, where, problems)
        return None if cited is None else Source(kind, items=(cited,))
    if kind in ("calibrated", "assumed"):
        more = Text(
            f"source {kind} takes nothing after it; put the reason into 'note'",
            f"来源{kind}之后不写内容；理由请写入说明（note）",
        )
        return None if problems.breaks(where, (colon, more)) else Source(kind)
    terms = tuple(part.strip() for part in rest.split(","))
    mixed = kind in ("derived", "transferred")
    if not all(terms):
        more = NOTHING
        if mixed:
            more = Text(" or <document>#<item>, more of them after commas", "或<文件>#<条目>，多个用逗号隔开")
        wrong = Text(
            "{stem}; write it as {kind}:<evidence id>{more}", "{stem}；格式为{kind}:<数据编号>{more}"
        )
        problems.add(where, fill(wrong, stem=stem, kind=kind, more=more))
        return None
    items = [_item(term, name, where, problems) for term in terms if mixed and "#" in term]
    ids = tuple(term for term in terms if not (mixed and "#" in term))
    known = evidence()
    missing = [one for one in ids if one not in known]
    for one in missing:
        unknown = Text(
            "no evidence {one} in the register; 'resettle sources' lists what there is{hint}",
            "登记册中没有数据{one}；“resettle sources”列出现有数据{hint}",
        )
        problems.add(where, fill(unknown, one=shown(one), hint=hint(one, known)))
    stated = tuple(item for item in items if item is not None)
    return None if missing or len(stated) < len(items) else Source(kind, ids, stated)


def _own(kind: str, words: str, stem: Text, where: Where, problems: Problems) -> Source | None:
    """A county's own figure: where it has it from, in its own words, or a column of one of its ledgers."""
    ledger, _, column = words.partition("#")
    form = '"own: 2025 labour ledger"' if kind == "own" else "ledger:<name>#<column>"
    form_zh = "“own: 2025年劳动力台账”" if kind == "own" else "ledger:<台账>#<列>"
    unsaid = both(
        "{stem}; say which record of yours it is from: {form}",
        "{stem}；请写明取自哪份本地资料：{form}",
        stem=stem,
        form=Text(form, form_zh),
    )
    lacking = not words if kind == "own" else not (ledger.strip() and column.strip())
    return None if problems.breaks(where, (lacking, unsaid)) else Source(kind, words=words)


def _item(rest: str, name: str, where: Where, problems: Problems) -> tuple[str, str] | None:
    """Reads `<id>#<item>`."""
    document, item = (part.strip() for part in rest.partition("#")[::2])
    known = documents()
    if not document or not item:
        wrong = both(
            "source of {name} is {written}; write it as document:<id>#<item>, for example document:guizhou#4",
            "{name}的来源为{written}；格式为document:<文件>#<条目>，例如document:guizhou#4",
            name=name,
            written=shown("document:" + rest),
        )
    elif document not in known:
        wrong = both(
            "no document {name} in the register; there are: {names}{hint}",
            "登记册中没有文件{name}；现有：{names}{hint}",
            name=shown(document),
            names=listed(known),
            hint=hint(document, known),
        )
    elif item not in known[document].items:
        items = known[document].items
        wrong = both(
            "document {document} has no item {item}; it has: {items}{hint}",
            "文件{document}没有条目{item}；现有：{items}{hint}",
            document=document,
            item=shown(item),
            items=listed(items, 40),
            hint=hint(item, items) if len(item) > 2 else NOTHING,
        )
    else:
        return document, item
    problems.add(where, wrong)
    return None
