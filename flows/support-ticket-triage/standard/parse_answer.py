"""Reads the model's answer: models wrap JSON in prose or code fences, and now and then make up a category."""

import json
import re
from typing import Any, Dict, Optional, Tuple

from promptflow.core import tool

CATEGORIES = (
    "billing",
    "account_access",
    "technical_issue",
    "how_to",
    "feature_request",
    "cancellation",
    "other",
)
URGENCIES = ("low", "normal", "high")


def first_object(text: str) -> Optional[Dict[str, Any]]:
    """The first JSON object in the text, or None where there is none."""
    decoder = json.JSONDecoder()
    for brace in re.finditer(r"\{", text):
        try:
            found, _ = decoder.raw_decode(text, brace.start())
        except json.JSONDecodeError:
            continue
        if isinstance(found, dict):
            return found
    return None


def known(value: Any, allowed: Tuple[str, ...]) -> Optional[str]:
    """The allowed word that a value stands for: models write `Account Access` for `account_access`."""
    word = re.sub(r"[\s-]+", "_", str(value).strip().lower())
    return word if word in allowed else None


@tool
def parse_answer(answer: str) -> dict:
    found = first_object(answer or "") or {}
    category = known(found.get("category"), CATEGORIES)
    urgency = known(found.get("urgency"), URGENCIES)
    return {
        "category": category or "other",
        "urgency": urgency or "normal",
        "needs_review": category is None or urgency is None,
    }
