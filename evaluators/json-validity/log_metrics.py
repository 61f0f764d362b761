"""Logs the share of answers that are JSON, and of those that fit the schema as well."""

from typing import Dict, List

from promptflow.core import log_metric, tool


@tool
def log_metrics(checks: List[dict]) -> Dict[str, float]:
    if not checks:
        return {}
    metrics = {name: sum(check[name] for check in checks) / len(checks) for name in ("is_json", "valid")}
    for name, value in metrics.items():
        log_metric(name, value)
    return metrics
