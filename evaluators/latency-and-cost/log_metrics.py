"""Logs the spread of the lines' durations, and the cost of a line and of all of them."""

from typing import Dict, List

from promptflow.core import log_metric, tool


def percentile(values: List[float], share: float) -> float:
    """The value below which a share of the values lies, between the two nearest where it falls between them."""
    ordered = sorted(values)
    place = (len(ordered) - 1) * share
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


@tool
def log_metrics(measures: List[dict]) -> Dict[str, float]:
    if not measures:
        return {}
    durations = [measure["duration_ms"] for measure in measures]
    total = sum(measure["cost"] for measure in measures)
    metrics = {
        "mean_ms": sum(durations) / len(durations),
        "p50_ms": percentile(durations, 0.5),
        "p95_ms": percentile(durations, 0.95),
        "mean_tokens": sum(measure["tokens"] for measure in measures) / len(measures),
        "mean_cost": total / len(measures),
        "total_cost": total,
    }
    for name, value in metrics.items():
        log_metric(name, value)
    return metrics
