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
            return await awaitable

        with self._lock:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                threading.Thread(target=self._loop.run_forever, daemon=True).start()
        return asyncio.run_coroutine_threadsafe(run(), self._loop)
