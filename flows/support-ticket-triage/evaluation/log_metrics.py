"""Scores a dataset: accuracy, macro F1 (so that rare categories count as much as common ones), priorities."""

from typing import Dict, List

from promptflow.core import log_metric, tool


def f1_score(grades: List[dict], category: str) -> float:
    """Harmonic mean of precision and recall for one category; 0 where nothing was found."""
    hits = sum(g["predicted"] == category and g["category_correct"] for g in grades)
    predicted = sum(g["predicted"] == category for g in grades)
    expected = sum(g["expected"] == category for g in grades)
    return 2 * hits / (predicted + expected)


def share(grades: List[dict], count: int) -> float:
    return round(count / len(grades), 4)


@tool
def log_metrics(grades: List[dict]) -> Dict[str, float]:
    if not grades:
        return {}
    categories = sorted({g["expected"] for g in grades} | {g["predicted"] for g in grades})
    metrics = {
        "accuracy": share(grades, sum(g["category_correct"] for g in grades)),
        "macro_f1": round(sum(f1_score(grades, c) for c in categories) / len(categories), 4),
        "priority_accuracy": share(grades, sum(g["priority_distance"] == 0 for g in grades)),
        "priority_too_low": share(grades, sum(g["priority_distance"] < 0 for g in grades)),
        "review_rate": share(grades, sum(g["needs_review"] for g in grades)),
    }
    for name, value in metrics.items():
        log_metric(name, value)
    return metrics
