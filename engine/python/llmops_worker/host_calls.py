"""What tools ask of the engine: to call a model, a prompty or another flow. Answers come over the pipe of the requests."""

import itertools
import sys
import threading
from typing import Any, Callable, Dict, Optional

from .capture import current_request
from .channel import Channel

Answer = Dict[str, Any]


class HostCalls:
    """Calls under way, by number. Any thread may call, and any event loop."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._numbers = itertools.count(1)
        self._waiting: Dict[int, Callable[[Answer], None]] = {}

    def answered(self, answer: Answer) -> None:
        """Hands an answer of the engine to whoever waits for it."""
        receive = self._waiting.pop(answer["ask"], None)
        if receive is not None:
            receive(answer)

    def call(self, body: Dict[str, Any]) -> Answer:
        """Waits for the answer. What is left of an interrupted call is ended in the engine, too."""
        arrived = threading.Event()
        answers = []

        def receive(answer: Answer) -> None:
            answers.append(answer)
            arrived.set()

        number = self._ask(body, receive)
        try:
            arrived.wait()
        except BaseException:
            self._abandon(number)
            raise
        return answers[0]

    async def call_async(self, body: Dict[str, Any]) -> Answer:
        """The same without holding up the event loop."""
        import asyncio

        loop = asyncio.get_running_loop()
        future: "asyncio.Future[Answer]" = loop.create_future()

        def settle(answer: Answer) -> None:
            if not future.done():
                future.set_result(answer)

        def receive(answer: Answer) -> None:
            try:
                loop.call_soon_threadsafe(settle, answer)
            except RuntimeError:
                pass  # The loop was closed: nobody waits any more.

        number = self._ask(body, receive)
        try:
            return await future
        except asyncio.CancelledError:
            self._abandon(number)
            raise

    def tell(self, body: Dict[str, Any]) -> None:
        """Asks for something whose answer is of no interest."""
        self._ask(body, lambda answer: None)

    def _ask(self, body: Dict[str, Any], receive: Callable[[Answer], None]) -> int:
        number = next(self._numbers)
        self._waiting[number] = receive
        if not self._channel.send({"event": "ask", "ask": number, "request": current_request.get(), "body": body}):
            self._waiting.pop(number, None)
            raise ValueError("What is given to the engine is larger than 128 MB as JSON.")
        return number

    def _abandon(self, number: int) -> None:
        if self._waiting.pop(number, None) is not None:
            self._channel.send({"event": "abandon", "ask": number})


_start_thread = threading.Thread.start


def follow_threads() -> None:
    """Lets threads that a tool starts belong to its request, as what they ask and print does."""
    if threading.Thread.start is _start_thread:
        threading.Thread.start = _start_within_request  # type: ignore[method-assign]


def follow_pools() -> None:
    """The same for thread pools, whose threads work for whoever hands in work. Cheap where there are none."""
    module = sys.modules.get("concurrent.futures.thread")
    pool: Any = getattr(module, "ThreadPoolExecutor", None)
    if pool is None or getattr(pool.submit, "_follows", False):
        return
    submit = pool.submit

    def submit_within_request(self: Any, function: Any, /, *args: Any, **kwargs: Any) -> Any:
        return submit(self, _within(current_request.get(), function), *args, **kwargs)

    submit_within_request._follows = True  # type: ignore[attr-defined]
    pool.submit = submit_within_request


def _start_within_request(thread: threading.Thread) -> None:
    request = current_request.get()
    if request is not None:
        thread.run = _within(request, thread.run)  # type: ignore[method-assign]
    _start_thread(thread)


def _within(request: Optional[int], function: Callable[..., Any]) -> Callable[..., Any]:
    def run(*args: Any, **kwargs: Any) -> Any:
        token = current_request.set(request)
        try:
            return function(*args, **kwargs)
        finally:
            current_request.reset(token)

    return run
