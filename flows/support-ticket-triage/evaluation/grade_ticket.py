"""Scores one ticket."""

from promptflow.core import tool

PRIORITIES = ("low", "normal", "high", "urgent")


@tool
def grade_ticket(
    expected_category: str,
    expected_priority: str,
    category: str,
    priority: str,
    needs_review: bool,
) -> dict:
    return {
        "expected": expected_category,
        "predicted": category,
        "category_correct": category == expected_category,
        # Positive where the ticket was taken too seriously, negative where it would have waited too long.
        "priority_distance": PRIORITIES.index(priority) - PRIORITIES.index(expected_priority),
        "needs_review": needs_review,
    }
