"""Scores one message: which entities were found, missed or made up."""

from typing import List, Optional, Set, Tuple

from promptflow.core import tool

FIELDS = ("order_number", "delivery_date", "postcode")
Entity = Tuple[str, str]


def entities(order: dict) -> Set[Entity]:
    """Every entity of an order as (kind, value); an item counts only with its quantity right."""
    fields = {(field, order[field]) for field in FIELDS if order.get(field)}
    return fields | {("item", f"{item['quantity']} {item['product']}") for item in order.get("items", [])}


@tool
def grade_entities(
    expected: dict,
    order_number: Optional[str],
    delivery_date: Optional[str],
    postcode: Optional[str],
    items: List[dict],
) -> dict:
    found = entities(
        {"order_number": order_number, "delivery_date": delivery_date, "postcode": postcode, "items": items}
    )
    wanted = entities(expected)
    return {
        "found": sorted(found),
        "wanted": sorted(wanted),
        "wrong": [f"{kind}: {value}" for kind, value in sorted(found ^ wanted)],
        "exact_match": found == wanted,
    }
