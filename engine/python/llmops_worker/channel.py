"""The pipe to the engine."""

import json
import os
import threading
from typing import Any, Dict, Iterator


# The engine reads a line into one text, whose length JavaScript limits to half a gigabyte.
_LONGEST_LINE = 128 * 1024 * 1024


class Channel:
    """One JSON object a line, in both directions."""

    def __init__(self, requests: int, answers: int) -> None:
        os.set_inheritable(requests, False)
        os.set_inheritable(answers, False)
        self._requests = os.fdopen(requests, "r", encoding="utf-8", newline="\n")
        self._answers = os.fdopen(answers, "w", encoding="utf-8", newline="\n")
        self._lock = threading.Lock()

    def __iter__(self) -> Iterator[Dict[str, Any]]:
        for line in self._requests:
            yield json.loads(line)

    def send(self, message: Dict[str, Any]) -> bool:
        """Whether the message was sent: one that is too long for the engine is not."""
        line = json.dumps(message)
        if len(line) > _LONGEST_LINE:
            return False
        with self._lock:
            try:
                self._answers.write(line + "\n")
                self._answers.flush()
                return True
            except (BrokenPipeError, ValueError):
                # The engine is gone: there is nobody left to tell.
                os._exit(0)
