"""Sends what tools print to the engine, with the request during which they print it."""

import codecs
import contextvars
import io
import sys
from typing import Any, Optional

from .channel import Channel

current_request: "contextvars.ContextVar[Optional[int]]" = contextvars.ContextVar("current_request", default=None)

# However much a tool writes at once, the engine need not hold more of it than this.
_PIECE = 64 * 1024


class CapturedStream(io.TextIOBase):
    """Takes the place of `sys.stdout` or `sys.stderr`."""

    def __init__(self, channel: Channel, name: str) -> None:
        self._channel = channel
        self.name = name
        self.encoding_name = "utf-8"
        self.buffer = _Bytes(self)

    @property
    def encoding(self) -> str:  # type: ignore[override]
        return self.encoding_name

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        for begin in range(0, max(len(text), 1), _PIECE):
            piece = text[begin : begin + _PIECE]
            self._channel.send({"event": "output", "request": current_request.get(), "stream": self.name, "text": piece})
        return len(text)


class _Bytes(io.BufferedIOBase):
    """What a tool writes to `sys.stdout.buffer` is text, too."""

    def __init__(self, text: io.TextIOBase) -> None:
        self._text = text
        self._decode = codecs.getincrementaldecoder("utf-8")("replace").decode

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        content = bytes(data)
        self._text.write(self._decode(content))
        return len(content)


def capture_output(channel: Channel) -> None:
    sys.stdout = CapturedStream(channel, "stdout")  # type: ignore[assignment]
    sys.stderr = CapturedStream(channel, "stderr")  # type: ignore[assignment]
