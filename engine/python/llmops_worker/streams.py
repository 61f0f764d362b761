"""Generators that tools return."""

import types
from typing import Any

from .asynchronous import AsyncLoop


def is_stream(value: Any) -> bool:
    return isinstance(value, (types.GeneratorType, types.AsyncGeneratorType))


def join_stream(value: Any, loop: AsyncLoop) -> str:
    """The text of all items of a generator, which is empty afterwards."""
    if isinstance(value, types.GeneratorType):
        return "".join(str(item) for item in value)

    async def drain() -> str:
        return "".join([str(item) async for item in value])

    return str(loop.submit(drain()).result())
