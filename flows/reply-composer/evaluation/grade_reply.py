"""Scores one reply."""

import re
from typing import List

from promptflow.core import tool

# What a template leaves behind where a fact is absent.
HOLES = re.compile(r"\bNone\b|\{\{.*?\}\}|\s,|\bon \.|: \.")


@tool
def grade_reply(must_mention: List[str], expected_review: bool, reply: str, needs_review: bool) -> dict:
    missing = [words for words in must_mention if words.casefold() not in reply.casefold()]
    return {
        "mentioned": len(must_mention) - len(missing),
        "missing": missing,
        "holes": HOLES.findall(reply),
        "review_correct": needs_review == expected_review,
        "words": len(reply.split()),
    }
