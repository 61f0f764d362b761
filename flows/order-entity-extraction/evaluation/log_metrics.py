"""Scores a dataset: precision, recall and F1 over all entities, F1 of each kind, share of faultless messages."""

from typing import Dict, List

from promptflow.core import log_metric, tool

KINDS = ("order_number", "delivery_date", "postcode", "item")


def ratio(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 1.0


def of_kind(entities: List[list], kind: str) -> int:
    return sum(entity[0] == kind for entity in entities)


@tool
def log_metrics(grades: List[dict]) -> Dict[str, float]:
    if not grades:
        return {}
    found = [entity for grade in grades for entity in grade["found"]]
    wanted = [entity for grade in grades for entity in grade["wanted"]]
    hits = [entity for grade in grades for entity in grade["found"] if entity in grade["wanted"]]
    metrics = {
        "precision": ratio(len(hits), len(found)),
        "recall": ratio(len(hits), len(wanted)),
        "f1": ratio(2 * len(hits), len(found) + len(wanted)),
        "exact_match": ratio(sum(grade["exact_match"] for grade in grades), len(grades)),
    }
    for kind in KINDS:
        metrics[f"{kind}_f1"] = ratio(2 * of_kind(hits, kind), of_kind(found, kind) + of_kind(wanted, kind))
    for name, value in metrics.items():
        log_metric(name, value)
    return metrics
