"""Says what the order desk must ask for before the order can be fulfilled."""

from typing import List

from promptflow.core import tool


@tool
def check_order(order: dict) -> List[str]:
    missing = [field for field in ("order_number", "delivery_date", "postcode") if order[field] is None]
    if not order["items"]:
        missing.append("items")
    missing.extend(f"quantity of {item['product']}" for item in order["items"] if item["quantity"] is None)
    return missing
