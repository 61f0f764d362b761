"""Reads the model's JSON into a dictionary that has every field, whatever the model left out."""

import json
from typing import Any, Dict, List

from promptflow.core import tool

FIELDS = ("order_number", "delivery_date", "postcode")


def text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else str(value) if isinstance(value, (int, float)) else ""


def items(value: Any) -> List[Dict[str, str]]:
    """The items that name a product; an item without one cannot be picked in the warehouse."""
    found = value if isinstance(value, list) else []
    read = [{"quantity": text(i.get("quantity")), "product": text(i.get("product"))} for i in found if isinstance(i, dict)]
    return [item for item in read if item["product"]]


@tool
def parse_entities(answer: str) -> dict:
    try:
        found = json.loads(answer)
    except (TypeError, json.JSONDecodeError):
        found = {}
    if not isinstance(found, dict):
        found = {}
    return {**{field: text(found.get(field)) for field in FIELDS}, "items": items(found.get("items"))}
