"""Compares one answer with the expected one."""

from promptflow.core import tool


@tool
def compare(expected: str, answer: str, ignore_case: bool, ignore_spaces: bool) -> bool:
    texts = [expected, answer]
    if ignore_spaces:
        texts = [" ".join(text.split()) for text in texts]
    if ignore_case:
        texts = [text.casefold() for text in texts]
    return texts[0] == texts[1]
