"""Logs the share of numbers within tolerance, the mean error of those that could be read, and how many could."""

from typing import Dict, List

from promptflow.core import log_metric, tool


@tool
def log_metrics(measures: List[dict]) -> Dict[str, float]:
    if not measures:
        return {}
    errors = [measure["absolute_error"] for measure in measures if measure["absolute_error"] is not None]
    metrics = {
        "within_tolerance": sum(measure["within_tolerance"] for measure in measures) / len(measures),
        "numbers_read": len(errors) / len(measures),
    }
    if errors:
        metrics["mean_absolute_error"] = sum(errors) / len(errors)
    for name, value in metrics.items():
        log_metric(name, value)
    return metrics
