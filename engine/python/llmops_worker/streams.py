"""Generators and other iterators that tools return."""

from collections.abc import AsyncIterator, Iterator
from typing import Any, Optional

from .asynchronous import AsyncLoop, outcome


def is_stream(value: Any) -> bool:
    return isinstance(value, (Iterator, AsyncIterator))


def join_stream(value: Any, loop: AsyncLoop) -> str:
    """The text of all items of an iterator, which is empty afterwards."""
    if isinstance(value, Iterator):
        return "".join(str(item) for item in value)

    async def drain() -> str:
        return "".join([str(item) async for item in value])

    return str(outcome(loop.submit(drain())))


def next_text(value: Any, loop: AsyncLoop) -> Optional[str]:
    """The text of the next item of an iterator, or None after the last."""
    try:
        item = next(value) if isinstance(value, Iterator) else outcome(loop.submit(value.__anext__()))
    except (StopIteration, StopAsyncIteration):
        return None
    return str(item)
