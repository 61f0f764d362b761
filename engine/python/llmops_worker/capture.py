"""Sends what tools print to the engine, with the request during which they print it."""

import contextvars
import io
import sys
from typing import Optional

from .channel import Channel

current_request: "contextvars.ContextVar[Optional[int]]" = contextvars.ContextVar("current_request", default=None)


class CapturedStream(io.TextIOBase):
    """Takes the place of `sys.stdout` or `sys.stderr`."""

    def __init__(self, channel: Channel, name: str) -> None:
        self._channel = channel
        self.name = name
        self.encoding_name = "utf-8"

    @property
    def encoding(self) -> str:  # type: ignore[override]
        return self.encoding_name

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if text:
            self._channel.send({"event": "output", "request": current_request.get(), "stream": self.name, "text": text})
        return len(text)


def capture_output(channel: Channel) -> None:
    sys.stdout = CapturedStream(channel, "stdout")  # type: ignore[assignment]
    sys.stderr = CapturedStream(channel, "stderr")  # type: ignore[assignment]
