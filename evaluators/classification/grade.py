"""Grades one line; space around a class does not count."""

from promptflow.core import tool


@tool
def grade(expected: str, predicted: str) -> dict:
    expected, predicted = expected.strip(), predicted.strip()
    return {"expected": expected, "predicted": predicted, "correct": expected == predicted}
