"""Measures how far one number is from the expected one."""

import math
import re
from typing import Optional

from promptflow.core import tool

NUMBER = re.compile(r"[-+]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:[eE][-+]?\d+)?|[-+]?\.\d+")


def only_number(text: str) -> Optional[float]:
    """The number in a text; None where there is none, or where there are several to choose from."""
    found = NUMBER.findall(text)
    return float(found[0].replace(",", "")) if len(found) == 1 else None


@tool
def measure(expected: float, answer: str, absolute_tolerance: float, relative_tolerance: float) -> dict:
    number = only_number(answer)
    if number is None:
        return {"within_tolerance": False, "absolute_error": None}
    error = abs(number - expected)
    tolerance = max(absolute_tolerance, relative_tolerance * abs(expected))
    # 0.3 is within 0.1 of 0.2, though not as computers add.
    near = error <= tolerance or math.isclose(error, tolerance, rel_tol=1e-9, abs_tol=1e-12)
    return {"within_tolerance": near, "absolute_error": error}
