"""Turns the model's judgement into the desk's rules. What is policy stays out of the prompt."""

from typing import Dict

from promptflow.core import tool

PRIORITIES = ("low", "normal", "high", "urgent")
URGENCY_LEVEL: Dict[str, int] = {"low": 0, "normal": 1, "high": 2}
QUEUES: Dict[str, str] = {
    "billing": "finance",
    "account_access": "identity",
    "technical_issue": "engineering",
    "how_to": "success",
    "feature_request": "product",
    "cancellation": "retention",
    "other": "front-desk",
}


@tool
def route_ticket(ticket: dict, plan: str) -> dict:
    # The enterprise contract promises an answer one level sooner than the urgency alone would give.
    sooner = 1 if plan.strip().lower() == "enterprise" else 0
    return {
        "priority": PRIORITIES[URGENCY_LEVEL[ticket["urgency"]] + sooner],
        "queue": "front-desk" if ticket["needs_review"] else QUEUES[ticket["category"]],
    }
