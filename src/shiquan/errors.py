"""Errors for the person who meets them: what was wrong, in which file, what to do, in Chinese and English."""

from __future__ import annotations


class ShiquanError(Exception):
    """An error of this package, with a message in both languages."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh} / {en}")
        self.zh = zh
        self.en = en

    def __reduce__(self) -> tuple[type[ShiquanError], tuple[str, ...]]:
        """Say how the error is made again in another process: `pickle` knows only of the text of an exception."""
        return type(self), (self.zh, self.en)


class UnreadableDocument(ShiquanError):
    """A source file that could not be read as a document; the others are built all the same.

    ``code`` is one of: missing, empty, binary, encoding, format, too_large, not_a_document, same_identity, internal.
    """

    def __init__(self, file: str, code: str, zh: str, en: str) -> None:
        super().__init__(f"{file}：{zh}", f"{file}: {en}")
        self.file = file
        self.code = code
        self._said = (zh, en)

    def __reduce__(self) -> tuple[type[UnreadableDocument], tuple[str, ...]]:
        """See `ShiquanError`; the name of the file must not be put before the message twice."""
        return UnreadableDocument, (self.file, self.code, *self._said)


class UsageError(ShiquanError):
    """A wrong argument: nothing was written."""
