"""Rows as a table that a notebook shows."""

from __future__ import annotations

from typing import Any, Iterable, Mapping

try:
    import pandas
except ImportError:
    pandas = None


def table(rows: Iterable[Mapping[str, Any]]) -> Any:
    """A DataFrame where pandas is installed, else a table of text."""
    return TextTable(rows) if pandas is None else pandas.DataFrame(list(rows))


class TextTable:
    """Shows rows with their columns below each other."""

    def __init__(self, rows: Iterable[Mapping[str, Any]]):
        self.rows = [dict(row) for row in rows]

    def __repr__(self) -> str:
        columns = list(dict.fromkeys(column for row in self.rows for column in row))
        cells = [columns, *([_shown(row.get(column)) for column in columns] for row in self.rows)]
        widths = [max(len(cell) for cell in column) for column in zip(*cells)]
        return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in cells)


def _shown(value: Any) -> str:
    if value is None:
        return ""
    return f"{value:.4g}" if isinstance(value, float) else str(value)
