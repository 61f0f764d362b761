"""Logs precision, recall and F1 over all entities, the mean F1 of the lines, and the share of faultless lines."""

from typing import Dict, List

from promptflow.core import log_metric, tool


def ratio(part: float, whole: float) -> float:
    """1 where there was nothing to be right or wrong about."""
    return part / whole if whole else 1.0


@tool
def log_metrics(matches: List[dict]) -> Dict[str, float]:
    if not matches:
        return {}
    hits, expected, found = (sum(match[name] for match in matches) for name in ("hits", "expected", "found"))
    metrics = {
        "precision": ratio(hits, found),
        "recall": ratio(hits, expected),
        "f1": ratio(2 * hits, found + expected),
        "mean_f1": sum(match["f1"] for match in matches) / len(matches),
        "exact_match": sum(match["exact_match"] for match in matches) / len(matches),
    }
    for name, value in metrics.items():
        log_metric(name, value)
    return metrics
