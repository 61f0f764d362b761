"""Calls llmops from Python: experiments, evaluations and runs of flows, as plain objects."""

from .client import Llmops, LlmopsError
from .compare import ChangedLine, Comparison, MetricDifference, compare
from .results import Experiment, FlowRun, Gate, Line, Run
from .tables import table

__all__ = [
    "ChangedLine",
    "Comparison",
    "Experiment",
    "FlowRun",
    "Gate",
    "Line",
    "Llmops",
    "LlmopsError",
    "MetricDifference",
    "Run",
    "compare",
    "table",
]
