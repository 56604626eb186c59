"""Errors that are said in the reader's language."""

from __future__ import annotations

import errno

from resettle.model.language import default_lang
from resettle.model.text import Text, text_of


class SaidError(Exception):
    """An error that is said in both languages; `str()` is in that of the system, as with commands.

    Attributes:
        text: What is wrong.
    """

    def __init__(self, text: Text | str) -> None:
        """Keeps the words; a bare text stands for both languages."""
        self.text = text_of(text)
        super().__init__(self.text)

    def __str__(self) -> str:
        """In the language of the system."""
        return self.in_(default_lang())

    def in_(self, lang: str) -> str:
        """In `en` or `zh`."""
        return self.text.in_(lang)


class Refused(SaidError, ValueError):
    """What was asked for cannot be done, for a reason that its asker must settle."""


class Missing(SaidError, FileNotFoundError):
    """What a command needs and another one makes is not there."""


class SaidWarning(UserWarning):
    """A warning that is said in both languages.

    Attributes:
        text: What users are warned of.
    """

    def __init__(self, text: Text) -> None:
        """Keeps the words."""
        self.text = text
        super().__init__(text)

    def __str__(self) -> str:
        """In the language of the system."""
        return self.text.in_(default_lang())


_REASONS = {
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.ENOENT: "没有这个文件或文件夹",
    errno.EEXIST: "文件已存在",
    errno.EISDIR: "是文件夹",
    errno.ENOTDIR: "不是文件夹",
    errno.ENAMETOOLONG: "文件名过长",
    errno.ENOSPC: "磁盘空间不足",
    errno.EROFS: "文件系统只读",
    errno.EIO: "读写出错",
    errno.EMFILE: "打开的文件过多",
    errno.ENOMEM: "内存不足",
}


def unwritable(path: object, error: OSError) -> Refused:
    """The refusal for a file that cannot be written."""
    reason = reason_of(error)
    return Refused(Text(f"{path} cannot be written: {reason.en}", f"{path}无法写入：{reason.zh}"))


def reason_of(error: OSError) -> Text:
    """What the system says of a file that it cannot read or write."""
    english = error.strerror or str(error) or type(error).__name__
    number = "" if error.errno is None else f" {error.errno}"
    return Text(english, _REASONS.get(error.errno or 0, f"系统错误{number}"))
