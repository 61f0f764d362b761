"""Turns the details of a case into facts that can be printed: money, dates and order numbers as people write them."""

from datetime import date
from typing import Any, Dict, Optional

from promptflow.core import tool

KINDS: Dict[str, str] = {"order_delay": "delay", "refund": "refund"}
SYMBOLS: Dict[str, str] = {"EUR": "€", "GBP": "£", "USD": "$"}


def money(amount: Any, currency: str) -> Optional[str]:
    if not isinstance(amount, (int, float)) or isinstance(amount, bool):
        return None
    return f"{SYMBOLS.get(currency, currency + ' ')}{amount:,.2f}"


def day(text: Any) -> Optional[str]:
    """`2026-05-12` as `Tuesday 12 May 2026`; None where it is no date."""
    try:
        found = date.fromisoformat(str(text))
    except ValueError:
        return None
    return f"{found:%A} {found.day} {found:%B %Y}"


def delay_facts(details: dict) -> Dict[str, Any]:
    voucher = money(details.get("voucher"), details.get("currency", "EUR"))
    code = details.get("voucher_code")
    return {
        "order": details.get("order"),
        "new_date": day(details.get("new_date")),
        "reason": details.get("reason"),
        "voucher": voucher if code else None,
        "voucher_code": code,
    }


def refund_facts(details: dict) -> Dict[str, Any]:
    return {
        "order": details.get("order"),
        "approved": details.get("approved") is True,
        "amount": money(details.get("amount"), details.get("currency", "EUR")),
        "days": details.get("days", 5),
        "items": details.get("items", []),
        "reason": details.get("reason"),
    }


def missing_fact(kind: str, facts: Dict[str, Any]) -> bool:
    """Whether the kind's template would have a hole."""
    if kind == "delay":
        return not (facts["order"] and facts["new_date"])
    if kind == "refund":
        return not (facts["order"] and facts["amount" if facts["approved"] else "reason"])
    return False


@tool
def collect_facts(topic: str, details: dict) -> dict:
    kind = KINDS.get(topic, "acknowledgement")
    facts: Dict[str, Any] = {}
    if kind == "delay":
        facts = delay_facts(details)
    elif kind == "refund":
        facts = refund_facts(details)
    incomplete = missing_fact(kind, facts)
    if incomplete or kind == "acknowledgement":
        # Better to say nothing definite than to send a reply that has a hole where the date should be.
        return {
            "kind": "acknowledgement",
            "order": details.get("order"),
            "summary": details.get("summary"),
            "incomplete": incomplete,
        }
    return {"kind": kind, **facts, "incomplete": False}
