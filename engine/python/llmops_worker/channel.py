"""The pipe to the engine."""

import json
import os
import threading
from typing import Any, Dict, Iterator


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

    def send(self, message: Dict[str, Any]) -> None:
        line = json.dumps(message)
        with self._lock:
            try:
                self._answers.write(line + "\n")
                self._answers.flush()
            except (BrokenPipeError, ValueError):
                # The engine is gone: there is nobody left to tell.
                os._exit(0)
