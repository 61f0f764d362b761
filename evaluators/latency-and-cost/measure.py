"""Adds up what one line cost."""

from promptflow.core import tool


@tool
def measure(
    duration_ms: float,
    prompt_tokens: int,
    completion_tokens: int,
    prompt_price: float,
    completion_price: float,
) -> dict:
    return {
        "duration_ms": duration_ms,
        "tokens": prompt_tokens + completion_tokens,
        "cost": (prompt_tokens * prompt_price + completion_tokens * completion_price) / 1000,
    }
