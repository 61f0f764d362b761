"""Stops a tool that the engine no longer waits for."""

import threading
from typing import Optional


class Canceled(BaseException):
    """Raised inside the tool. No `except Exception` of it catches this."""


class Interruption:
    """Interrupts the thread that a tool runs in, from when it begins until it ends."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._thread: Optional[int] = None
        self._requested = False

    def arm(self) -> None:
        """To be called in the tool's thread. Raises at once if the engine gave up before the thread had started."""
        with self._lock:
            self._thread = threading.get_ident()
            if self._requested:
                raise Canceled

    def interrupt(self) -> None:
        """Takes effect at the tool's next step in Python; a call into C, such as a sleep, ends first."""
        import ctypes  # rarely needed, and slow to load

        with self._lock:
            self._requested = True
            if self._thread is not None:
                ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(self._thread), ctypes.py_object(Canceled))

    def disarm(self) -> None:
        """After this nothing is raised any more, so that the answer can be sent whole."""
        with self._lock:
            self._thread = None
