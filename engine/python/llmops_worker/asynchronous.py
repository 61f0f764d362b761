"""One event loop for all async tools of the flow, so that clients which they share stay on their loop."""

import threading
from typing import TYPE_CHECKING, Any, Awaitable, Optional

if TYPE_CHECKING:
    import asyncio
    from concurrent.futures import Future


class AsyncLoop:
    """Starts on first use: most flows have no async tool, and asyncio is slow to import."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loop: "Optional[asyncio.AbstractEventLoop]" = None

    def submit(self, awaitable: Awaitable[Any]) -> "Future[Any]":
        import asyncio

        async def run() -> Any:
            try:
                return await awaitable
            except (SystemExit, KeyboardInterrupt) as error:
                # These would end the loop, and nobody would be told.
                raise _Exit(error) from None

        with self._lock:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                threading.Thread(target=self._loop.run_forever, daemon=True).start()
        return asyncio.run_coroutine_threadsafe(run(), self._loop)

    def wait_for_turn(self) -> None:
        """Returns when the loop comes to it, which a tool that blocks the loop keeps it from."""
        if self._loop is not None:
            self.submit(_turn()).result()


async def _turn() -> None:
    return None


class _Exit(Exception):
    def __init__(self, error: BaseException) -> None:
        super().__init__()
        self.error = error


def outcome(future: "Future[Any]") -> Any:
    """What a submitted awaitable gave; raises what it raised."""
    try:
        return future.result()
    except _Exit as exit:
        raise exit.error from None
