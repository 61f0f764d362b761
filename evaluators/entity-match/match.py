"""Matches the entities of one line with those that were expected."""

import json
from typing import Any, Iterator, Set, Tuple

from promptflow.core import tool

Entity = Tuple[str, str]


def text_of(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, sort_keys=True, ensure_ascii=False)
    return " ".join(text.split())


def entities(given: Any) -> Iterator[Entity]:
    """Every entity as (type, value); one without a type has an empty one."""
    if isinstance(given, dict):
        for kind, values in given.items():
            for value in values if isinstance(values, list) else [values]:
                if value not in (None, ""):
                    yield kind, text_of(value)
    elif isinstance(given, list):
        for item in given:
            typed = isinstance(item, dict) and "type" in item and "value" in item
            yield (text_of(item["type"]), text_of(item["value"])) if typed else ("", text_of(item))
    elif given not in (None, ""):
        yield "", text_of(given)


def shown(found: Set[Entity]) -> list:
    return [f"{kind}: {value}" if kind else value for kind, value in sorted(found)]


@tool
def match(expected: object, found: object, ignore_case: bool) -> dict:
    fold = str.casefold if ignore_case else str
    wanted, got = ({(fold(kind), fold(value)) for kind, value in entities(given)} for given in (expected, found))
    hits = len(wanted & got)
    return {
        "hits": hits,
        "expected": len(wanted),
        "found": len(got),
        # Nothing to find, and nothing found: that is how it should be.
        "f1": 2 * hits / (len(wanted) + len(got)) if wanted or got else 1.0,
        "exact_match": wanted == got,
        "missed": shown(wanted - got),
        "made_up": shown(got - wanted),
    }
