"""Brings what was copied from a message into the forms that the order system stores."""

import re
from datetime import date, timedelta
from typing import Dict, List, Optional, Union

from promptflow.core import tool

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
NUMBERS: Dict[str, int] = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "twelve": 12, "a dozen": 12, "half a dozen": 6, "twenty": 20, "thirty": 30,
}  # fmt: skip


def order_number(text: str) -> Optional[str]:
    """`po 48213`, `PO#48213` and `48213` are one number: `PO-48213`."""
    digits = re.search(r"\d{3,}", text)
    return f"PO-{digits.group()}" if digits else None


def postcode(text: str) -> Optional[str]:
    """Upper case, one blank before the last three characters."""
    letters = re.sub(r"\s+", "", text).upper()
    known = re.fullmatch(r"([A-Z]{1,2}\d[A-Z\d]?)(\d[A-Z]{2})", letters)
    return f"{known.group(1)} {known.group(2)}" if known else None


def quantity(text: str) -> Optional[int]:
    word = text.strip().lower()
    return int(word) if word.isdecimal() else NUMBERS.get(word)


def calendar_date(year: int, month: int, day: int) -> Optional[date]:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def weekday_after(start: date, text: str) -> Optional[date]:
    """The first such day after `start`; with "next", the one in the following week."""
    named = next((index for index, name in enumerate(WEEKDAYS) if name in text), None)
    if named is None:
        return None
    if "next" in text:
        return start + timedelta(days=7 - start.weekday() + named)
    return start + timedelta(days=(named - start.weekday() - 1) % 7 + 1)


def day_and_month(start: date, text: str) -> Optional[date]:
    """`14 May`, `14th of May 2026`; without a year the next such day from `start` on."""
    found = re.search(r"(\d{1,2})(?:st|nd|rd|th)?\s+(?:of\s+)?([a-z]{3})[a-z]*\.?(?:\s+(\d{4}))?", text)
    if not found or found.group(2) not in MONTHS:
        return None
    day, month = int(found.group(1)), MONTHS.index(found.group(2)) + 1
    if found.group(3):
        return calendar_date(int(found.group(3)), month, day)
    this_year = calendar_date(start.year, month, day)
    return this_year if this_year and this_year >= start else calendar_date(start.year + 1, month, day)


def delivery_date(text: str, received: date) -> Optional[str]:
    """ISO form of a date in digits, words or relative to the day on which the message came in."""
    words = text.strip().lower()
    digits = re.search(r"(\d{4})-(\d{2})-(\d{2})", words)
    british = re.search(r"(\d{1,2})/(\d{1,2})/(\d{4})", words)
    wanted: Optional[date]
    if digits:
        wanted = calendar_date(*(int(part) for part in digits.groups()))
    elif british:
        day, month, year = (int(part) for part in british.groups())
        wanted = calendar_date(year, month, day)
    elif "today" in words:
        wanted = received
    elif "tomorrow" in words:
        wanted = received + timedelta(days=1)
    else:
        wanted = day_and_month(received, words) or weekday_after(received, words)
    return wanted.isoformat() if wanted else None


@tool
def normalize_entities(entities: dict, received_on: str) -> dict:
    received = date.fromisoformat(received_on)
    items: List[Dict[str, Union[str, int, None]]] = [
        {"product": item["product"].lower(), "quantity": quantity(item["quantity"])} for item in entities["items"]
    ]
    return {
        "order_number": order_number(entities["order_number"]),
        "delivery_date": delivery_date(entities["delivery_date"], received),
        "postcode": postcode(entities["postcode"]),
        "items": items,
    }
