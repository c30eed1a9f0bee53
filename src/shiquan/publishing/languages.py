"""The two languages of the pages. Chinese comes first: its page is the one that a folder's address gives."""

from __future__ import annotations

from enum import StrEnum


class Language(StrEnum):
    """A language of the pages, by its tag (BCP 47)."""

    CHINESE = "zh"
    ENGLISH = "en"

    @property
    def page(self) -> str:
        """Return the name of a folder's page in this language."""
        return "index.html" if self is Language.CHINESE else f"index.{self.value}.html"

    @property
    def other(self) -> Language:
        """Return the other language."""
        return Language.ENGLISH if self is Language.CHINESE else Language.CHINESE

    def say(self, chinese: str, english: str) -> str:
        """Return the words in this language."""
        return chinese if self is Language.CHINESE else english
