"""The day on which plans must be in force, as a user gives it."""

from __future__ import annotations

from datetime import date

from shiquan.errors import UsageError


def day_of(as_of: str | date | None) -> date | None:
    """Return a day given as a date or as text (2025-01-31).

    Raises:
        UsageError: the text is no date.

    """
    if as_of is None or isinstance(as_of, date):
        return as_of
    try:
        return date.fromisoformat(as_of)
    except ValueError as error:
        raise UsageError(
            f"日期应写作 2025-01-31，而不是 {as_of!r}。", f"a date is written 2025-01-31, not {as_of!r}."
        ) from error
