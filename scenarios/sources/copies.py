"""A user's own copies of the plans, compared with the register by their hashes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from resettle.model.text import Text, both, join
from resettle.scenarios.problems import listed
from resettle.scenarios.sources.paragraphs import digest, normalised, paragraphs
from resettle.scenarios.sources.registers import Document, documents

ENDINGS = (".txt", ".md")
"""Files of a folder that are read: plain text, in UTF-8 or GB 18030."""

MAX_BYTES = 10_000_000
"""Largest copy that is read, in bytes."""


@dataclass(frozen=True)
class Copy:
    """A copy of a plan beside its entry in the register.

    Attributes:
        document: Id of the document; empty if the file is none of the registered plans.
        file: Name of the file; empty if the folder holds no copy of the document.
        same: Items whose paragraph has the registered hash.
        different: Items whose paragraph has another hash.
        missing: Registered items that the copy does not have.
        unregistered: Items of the copy that are not registered.
    """

    document: str
    file: str
    same: tuple[str, ...] = ()
    different: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    unregistered: tuple[str, ...] = ()

    @property
    def agrees(self) -> bool:
        """Whether there is nothing that differs; so too for a file or document without a counterpart."""
        return not (self.different or self.missing or self.unregistered)

    @property
    def text(self) -> Text:
        """One line: what agrees and what does not."""
        if not self.file:
            return both("{one}: no copy in the folder", "{one}：文件夹中没有副本", one=self.document)
        if not self.document:
            return both(
                "{one}: not recognised as one of the documents", "{one}：不是所登记的文件", one=self.file
            )
        differences = (
            (Text("other text", "文字不同"), self.different),
            (Text("missing", "缺少"), self.missing),
            (Text("not registered", "未登记"), self.unregistered),
        )
        agreed = both(
            "{same} of {all} items agree",
            "{all}个条目中{same}个一致",
            same=len(self.same),
            all=len(self.same) + len(self.different) + len(self.missing),
        )
        parts = [
            both("{what}: {items}", "{what}：{items}", what=words, items=listed(items, 1000))
            for words, items in differences
            if items
        ]
        return both(
            "{document} ({file}): {parts}",
            "{document}（{file}）：{parts}",
            document=self.document,
            file=self.file,
            parts=join([agreed, *parts]),
        )


def verify(folder: str | Path, register: Mapping[str, Document] | None = None) -> list[Copy]:
    """Compares copies of the plans with the hashes in the register.

    A copy is a plain-text file, saved from the official page. Which plan it is shows in the document's number
    or title in the text, else in the file's name, if that begins with the document's id.

    Args:
        folder: Folder with the copies.
        register: Documents by id; those of the project if left out.

    Returns:
        One entry a copy, in the order of the documents, then one for each document without a copy, then
        one for each text file that is no copy of any.

    Raises:
        OSError: If the folder or a file in it cannot be read.
    """
    register = documents() if register is None else register
    order = list(register)
    copies: list[Copy] = []
    strangers: list[Copy] = []
    for path in sorted(Path(folder).iterdir()):
        if path.suffix.lower() not in ENDINGS or not path.is_file():
            continue
        text = _text(path)
        document = _which(path, text, register)
        if document is None:
            strangers.append(Copy("", path.name))
        else:
            copies.append(_compared(document, path.name, text))
    copies.sort(key=lambda copy: order.index(copy.document))
    copied = {copy.document for copy in copies}
    return copies + [Copy(name, "") for name in order if name not in copied] + strangers


def _text(path: Path) -> str:
    """A file's text; empty if it is too large or no text."""
    if path.stat().st_size > MAX_BYTES:
        return ""
    content = path.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return ""


def _which(path: Path, text: str, register: Mapping[str, Document]) -> Document | None:
    plain = normalised(text)
    rules: tuple[Callable[[Document], bool], ...] = (
        lambda one: bool(one.number) and normalised(one.number) in plain,
        lambda one: normalised(one.title.zh) in plain,
        lambda one: path.stem.lower().startswith(one.id),
    )
    return next((one for fits in rules for one in register.values() if fits(one)), None)


def _compared(document: Document, file: str, text: str) -> Copy:
    items = paragraphs(text, document.layout, document.sections)
    hashes = {item: digest(paragraph) for item, paragraph in items.items()}
    registered = {name: item.sha256 for name, item in document.items.items()}
    common = [name for name in registered if name in hashes]
    return Copy(
        document.id,
        file,
        same=tuple(name for name in common if hashes[name] == registered[name]),
        different=tuple(name for name in common if hashes[name] != registered[name]),
        missing=tuple(name for name in registered if name not in hashes),
        unregistered=tuple(name for name in hashes if name not in registered),
    )
