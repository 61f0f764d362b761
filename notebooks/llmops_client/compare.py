"""What differs between two runs on the same data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .results import Line, Run


@dataclass(frozen=True)
class MetricDifference:
    metric: str
    one: float
    other: float

    @property
    def difference(self) -> float:
        return self.other - self.one

    def row(self) -> dict[str, Any]:
        return {"metric": self.metric, "one": self.one, "other": self.other, "difference": round(self.difference, 6)}


@dataclass(frozen=True)
class ChangedLine:
    """A line that the two runs answered differently."""

    number: int
    one: Line
    other: Line


@dataclass(frozen=True)
class Comparison:
    metrics: tuple[MetricDifference, ...]
    changed_lines: tuple[ChangedLine, ...]

    def rows(self) -> list[dict[str, Any]]:
        """The metrics as rows of a table."""
        return [metric.row() for metric in self.metrics]


def compare(one: Run, other: Run) -> Comparison:
    """Metrics side by side, and the lines whose answers differ."""
    if one.dataset != other.dataset:
        raise ValueError(f"One run is on {one.dataset}, the other on {other.dataset}: their lines are not the same.")
    shared = [name for name in one.metrics if name in other.metrics]
    metrics = tuple(MetricDifference(name, one.metrics[name], other.metrics[name]) for name in shared)
    before = {line.number: line for line in one.lines()}
    pairs = ((before[line.number], line) for line in other.lines() if line.number in before)
    changed = (pair for pair in pairs if (pair[0].status, pair[0].outputs) != (pair[1].status, pair[1].outputs))
    return Comparison(metrics, tuple(ChangedLine(left.number, left, right) for left, right in changed))
