"""Makes what the script of a flex flow raises, now or later, a failure of that script."""

from typing import Any, Callable

from .failures import Failure, text_of
from .streams import is_stream


def guarded(title: str, work: Callable[[], Any]) -> Any:
    """What `work` returns, be it awaitable or a generator; what it raises, now or later, is a failure of the flow's script."""
    try:
        result = work()
    except (Exception, SystemExit) as error:
        raise failure(title, error) from error
    if hasattr(type(result), "__await__"):
        return _awaited(title, result)
    if not is_stream(result):
        return result
    return _items_async(title, result) if hasattr(type(result), "__anext__") else _items(title, result)


async def _awaited(title: str, result: Any) -> Any:
    try:
        return await result
    except Exception as error:
        raise failure(title, error) from error


def _items(title: str, result: Any) -> Any:
    try:
        yield from result
    except Exception as error:
        raise failure(title, error) from error


async def _items_async(title: str, result: Any) -> Any:
    try:
        async for item in result:
            yield item
    except Exception as error:
        raise failure(title, error) from error


def failure(title: str, error: BaseException) -> Failure:
    return Failure("ScriptExecutionError", f"Execution failure in '{title}': ({type(error).__name__}) {text_of(error)}")
