"""What commands answer, as objects."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Iterator, Mapping


@dataclass(frozen=True)
class Line:
    """One line of a run: what the flow was given, what it answered, and what evaluations said of it."""

    number: int
    status: str
    inputs: Mapping[str, Any]
    outputs: Mapping[str, Any]
    scores: Mapping[str, Any] = field(default_factory=dict)
    error: str | None = None


@dataclass(frozen=True)
class Run:
    """A flow with one choice of variants and parameters on one dataset."""

    id: str
    label: str
    dataset: str
    is_default: bool
    status: str
    reused: bool
    variants: Mapping[str, str]
    parameters: Mapping[str, Any]
    line_count: int
    failed_lines: int
    total_tokens: int
    p50_ms: float
    metrics: Mapping[str, float]
    intervals: Mapping[str, tuple[float, float]]
    folder: Path
    evaluations: Mapping[str, Path]

    @staticmethod
    def of(run: Mapping[str, Any]) -> "Run":
        return Run(
            id=run["id"],
            label=run["label"],
            dataset=run["dataset"]["name"],
            is_default=run["isDefault"],
            status=run["status"],
            reused=run["reused"],
            variants=run["variants"],
            parameters=run["parameters"],
            line_count=run["lines"]["total"],
            failed_lines=run["lines"]["failed"],
            total_tokens=run["tokens"]["total"],
            p50_ms=run["latencyMs"]["p50"],
            metrics=run["metrics"],
            intervals={name: (low, high) for name, (low, high) in run["intervals"].items()},
            folder=Path(run["folder"]),
            evaluations={name: Path(one["folder"]) for name, one in run["evaluations"].items()},
        )

    def lines(self) -> Iterator[Line]:
        """The lines in the order of the dataset, with their scores as `<evaluation>.<output>`."""
        scores: dict[int, dict[str, Any]] = {}
        for name, folder in self.evaluations.items():
            for record in _records(folder):
                if record["status"] == "Completed":
                    of_line = scores.setdefault(record["lineNumber"], {})
                    of_line.update({f"{name}.{output}": value for output, value in record["outputs"].items()})
        for record in _records(self.folder):
            yield _line(record, scores.get(record["lineNumber"], {}))

    def row(self) -> dict[str, Any]:
        """The run as a row of a table."""
        about = {"dataset": self.dataset, "run": self.label, "lines": self.line_count, "failed": self.failed_lines}
        return {**about, "tokens": self.total_tokens, "p50 ms": self.p50_ms, **self.metrics}


@dataclass(frozen=True)
class Gate:
    """A bound that a release has to meet."""

    gate: str
    dataset: str
    kind: str
    passed: bool
    value: float | None
    bound: float | None
    reason: str | None


@dataclass(frozen=True)
class Experiment:
    """What an experiment found."""

    flow: str
    environment: str
    flow_hash: str
    runs: tuple[Run, ...]
    gates: tuple[Gate, ...]

    @staticmethod
    def of(result: Mapping[str, Any]) -> "Experiment":
        gates = (
            Gate(one["gate"], one["dataset"], one["kind"], one["passed"], *map(one.get, ("value", "bound", "reason")))
            for one in result["gates"]
        )
        runs = tuple(map(Run.of, result["runs"]))
        return Experiment(result["flow"], result["environment"], result["flowHash"], runs, tuple(gates))

    @property
    def passed(self) -> bool:
        return all(gate.passed for gate in self.gates)

    def run(self, label: str = "defaults", dataset: str | None = None) -> Run:
        """The run of a label or an id, on a dataset; the first dataset unless one is named."""
        for run in self.runs:
            if label in (run.label, run.id) and dataset in (None, run.dataset):
                return run
        known = "; ".join(f"{run.label} on {run.dataset}" for run in self.runs)
        raise KeyError(f"There is no run {label!r} on {dataset or 'any dataset'}. Runs: {known}")

    def rows(self) -> list[dict[str, Any]]:
        """The runs as rows of a table."""
        return [run.row() for run in self.runs]


@dataclass(frozen=True)
class FlowRun:
    """A run of a flow outside of an experiment."""

    status: str
    folder: Path
    metrics: Mapping[str, Any]

    @staticmethod
    def of(answer: Mapping[str, Any]) -> "FlowRun":
        return FlowRun(answer["status"], Path(answer["folder"]), answer.get("metrics", {}))

    def lines(self) -> Iterator[Line]:
        """The lines in the order of the data."""
        for record in _records(self.folder):
            yield _line(record, {})


def _line(record: Mapping[str, Any], scores: Mapping[str, Any]) -> Line:
    error = record.get("error") or {}
    about = (record["lineNumber"], record["status"], record["inputs"], record["outputs"])
    return Line(*about, scores, error.get("message"))


def _records(folder: Path) -> Iterator[dict[str, Any]]:
    with open(folder / "details.jsonl", encoding="utf8") as lines:
        for line in lines:
            if line.strip():
                yield json.loads(line)
