"""Generators that tools return."""

import types
from typing import Any, Optional

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


def next_text(value: Any, loop: AsyncLoop) -> Optional[str]:
    """The text of the next item of a generator, or None after the last."""
    try:
        item = next(value) if isinstance(value, types.GeneratorType) else loop.submit(value.__anext__()).result()
    except (StopIteration, StopAsyncIteration):
        return None
    return str(item)
