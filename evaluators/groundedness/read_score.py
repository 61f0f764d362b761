"""Reads the judge's score: models wrap JSON in prose or code fences."""

import json
import re

from promptflow.core import tool


@tool
def read_score(judgement: str, passes_at: int) -> dict:
    decoder = json.JSONDecoder()
    for brace in re.finditer(r"\{", judgement or ""):
        try:
            found, _ = decoder.raw_decode(judgement, brace.start())
        except json.JSONDecodeError:
            continue
        score = found.get("score")
        if score in (1, 2, 3, 4, 5) and not isinstance(score, bool):
            return {"score": int(score), "passed": score >= passes_at, "reason": str(found.get("reason", ""))}
    # The line fails, and is counted as such: a guess would be a score that nobody gave.
    raise ValueError(f"The judge gave no score from 1 to 5, but: {judgement!r}")
