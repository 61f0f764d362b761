"""Logs accuracy, macro F1 (rare classes count as much as common ones), and for each class precision, recall and F1."""

from collections import Counter
from typing import Any, Dict, List

from promptflow.core import log_metric, tool


def ratio(part: float, whole: float) -> float:
    """0 where there is nothing to divide by, as scikit-learn has it."""
    return part / whole if whole else 0.0


@tool
def log_metrics(grades: List[dict]) -> Dict[str, Any]:
    if not grades:
        return {}
    counts = Counter((grade["expected"], grade["predicted"]) for grade in grades)
    expected = Counter(grade["expected"] for grade in grades)
    predicted = Counter(grade["predicted"] for grade in grades)
    classes = sorted(expected | predicted)
    hits = {name: counts[(name, name)] for name in classes}
    f1 = {name: ratio(2 * hits[name], expected[name] + predicted[name]) for name in classes}
    metrics = {"accuracy": ratio(sum(hits.values()), len(grades)), "macro_f1": ratio(sum(f1.values()), len(classes))}
    for name in classes:
        metrics[f"precision.{name}"] = ratio(hits[name], predicted[name])
        metrics[f"recall.{name}"] = ratio(hits[name], expected[name])
        metrics[f"f1.{name}"] = f1[name]
    for name, value in metrics.items():
        log_metric(name, value)
    # A row for each expected class, in it a count for each predicted one.
    matrix = [[counts[(row, column)] for column in classes] for row in classes]
    log_metric("confusion_matrix", {"classes": classes, "counts": matrix})
    return {**metrics, "confusion_matrix": {"classes": classes, "counts": matrix}}
