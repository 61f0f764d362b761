"""How many tokens a prompt has, about."""

import math
from typing import Any, Optional

from ..exceptions import UserErrorException

# What OpenAI's chat models add to each message, and before the answer.
_EACH_MESSAGE = 3
_BEFORE_ANSWER = 3
# An image of 1,024 pixels a side: 85 and 170 for each of its four tiles.
_IMAGE = 765
_CHARACTERS = 4


def most_tokens(given: Any) -> int:
    """What a prompty's `max_tokens` allows for the answer; 0 where it says nothing."""
    if given is None:
        return 0
    if not isinstance(given, int):
        raise UserErrorException("Max_token needs to be integer.")
    if given <= 1:
        raise UserErrorException(f"{given} is less than the minimum of max_tokens.")
    return given


def count_tokens(prompt: Any, model: Optional[str]) -> int:
    """By `tiktoken` where that is installed, else one for every four characters."""
    encoding = _encoding(model)
    if isinstance(prompt, str):
        return _count(prompt, encoding)
    return _BEFORE_ANSWER + sum(_EACH_MESSAGE + sum(_of(value, encoding) for value in message.values()) for message in prompt)


def _of(value: Any, encoding: Any) -> int:
    if isinstance(value, str):
        return _count(value, encoding)
    if not isinstance(value, list):
        return 0
    return sum(_IMAGE if item.get("type") == "image_url" else _count(str(item.get("text", item)), encoding) for item in value)


def _count(text: str, encoding: Any) -> int:
    return math.ceil(len(text) / _CHARACTERS) if encoding is None else len(encoding.encode(text))


def _encoding(model: Optional[str]) -> Any:
    try:
        import tiktoken
    except ImportError:
        return None
    try:
        return tiktoken.encoding_for_model(model or "")
    except KeyError:
        return tiktoken.get_encoding("cl100k_base")
