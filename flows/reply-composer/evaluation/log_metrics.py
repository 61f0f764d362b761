"""Scores a dataset: share of facts mentioned, of replies without fault, of right review marks; mean length."""

from typing import Dict, List

from promptflow.core import log_metric, tool


@tool
def log_metrics(grades: List[dict]) -> Dict[str, float]:
    if not grades:
        return {}
    mentioned = sum(grade["mentioned"] for grade in grades)
    wanted = mentioned + sum(len(grade["missing"]) for grade in grades)
    faultless = sum(not grade["missing"] and not grade["holes"] for grade in grades)
    metrics = {
        "fact_coverage": round(mentioned / wanted, 4) if wanted else 1.0,
        "faultless": round(faultless / len(grades), 4),
        "review_accuracy": round(sum(grade["review_correct"] for grade in grades) / len(grades), 4),
        "mean_words": round(sum(grade["words"] for grade in grades) / len(grades), 1),
    }
    for name, value in metrics.items():
        log_metric(name, value)
    return metrics
