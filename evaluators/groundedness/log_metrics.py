"""Logs the mean score, and the share of lines that are good enough."""

from typing import Dict, List

from promptflow.core import log_metric, tool


@tool
def log_metrics(scores: List[dict]) -> Dict[str, float]:
    if not scores:
        return {}
    metrics = {
        "mean_score": sum(line["score"] for line in scores) / len(scores),
        "passed": sum(line["passed"] for line in scores) / len(scores),
    }
    for name, value in metrics.items():
        log_metric(name, value)
    return metrics
