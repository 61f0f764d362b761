"""The way from promptflow's Python names to the engine that runs the flow."""

import json
import threading
import weakref
from typing import Any, AsyncGenerator, Callable, Dict, Generator, Optional

from ..exceptions import SystemErrorException, UserErrorException

_calls: Any = None
_starting = threading.Lock()


def use_host(calls: Any) -> None:
    """Called by the worker. Any other program has an engine started when it first asks."""
    global _calls
    _calls = calls


def ask(body: Dict[str, Any]) -> Any:
    """Asks the engine and gives what it answers, or raises what went wrong there."""
    return _result(_host().call(body))


async def ask_async(body: Dict[str, Any]) -> Any:
    answer = await _host().call_async(body)
    if answer["ok"] and "stream" in answer["result"]:
        return _items_async(answer["result"]["stream"])
    return _result(answer)


def encode(values: Any, what: str) -> Dict[str, Any]:
    """Values as JSON text in which images are packed."""
    from llmops_worker.packing import dump_json

    try:
        return dump_json(values)
    except TypeError as error:
        raise TypeError(f"{what} takes texts, numbers, lists, dicts and images only: {error}") from error


def _host() -> Any:
    with _starting:
        if _calls is None:
            from .engine_process import start

            use_host(start())
    return _calls


def _result(answer: Dict[str, Any]) -> Any:
    if not answer["ok"]:
        raise _error(answer["error"])
    result = answer["result"]
    if "stream" in result:
        return _items(result["stream"])
    if "value" not in result:
        return result
    if not result.get("packed"):
        return json.loads(result["value"])
    from llmops_worker.packing import load_json

    return load_json(result["value"], lambda carried: carried)


class PieceIterator:
    """What an LLM node of the flow streams, for the tool that reads it."""

    def __init__(self, stream: int) -> None:
        self._items = _items(stream)
        # A generator that was never begun would end without a word.
        self._end = weakref.finalize(self, _close, stream)
        self._end.atexit = False

    def __iter__(self) -> "PieceIterator":
        return self

    def __next__(self) -> str:
        return next(self._items)


def _close(stream: int) -> None:
    _calls.tell({"call": "close", "stream": stream})


def _items(stream: int) -> Generator[str, None, None]:
    try:
        while True:
            text: Optional[str] = ask({"call": "next", "stream": stream})["text"]
            if text is None:
                return
            yield text
    finally:
        _close(stream)


async def _items_async(stream: int) -> AsyncGenerator[str, None]:
    try:
        while True:
            text: Optional[str] = (await ask_async({"call": "next", "stream": stream}))["text"]
            if text is None:
                return
            yield text
    finally:
        _close(stream)


def _error(described: Dict[str, Any]) -> Exception:
    """An exception whose class has the name of the error, and says whose mistake it is."""
    base = UserErrorException if described["fault"] == "user" else SystemErrorException
    kind: Callable[..., Exception] = type(described["code"], (base,), {"__module__": "promptflow.exceptions"})
    return kind(described["message"])
