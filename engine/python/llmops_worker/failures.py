"""Describes to the engine what went wrong."""

import os
import traceback
from types import TracebackType
from typing import Any, Dict, Optional

from promptflow.exceptions import PromptflowException, SystemErrorException, UserErrorException, ValidationException

# Classes of prompt flow's whose code is not their name.
_CODES = {PromptflowException: "SystemError", UserErrorException: "UserError", SystemErrorException: "SystemError", ValidationException: "ValidationError"}

_OWN_FOLDER = os.path.dirname(os.path.abspath(__file__))


class Failure(Exception):
    """A failure with the code that prompt flow gives it."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def too_large() -> Failure:
    message = "What the tool returned is larger than 128 MB as JSON. Return a part of it, or write it to a file and return its path."
    return Failure("ToolOutputTooLargeError", message)


def describe(error: BaseException) -> Dict[str, Any]:
    """The class, text and traceback of an exception, the traceback from the flow's own code on."""
    described: Dict[str, Any] = {"type": type(error).__name__, "message": text_of(error)}
    if isinstance(error, Failure):
        described["code"] = error.code
    elif isinstance(error, PromptflowException):
        # A tool that raises these says itself whose mistake it is, and in its own words.
        described["code"] = _CODES.get(type(error), type(error).__name__)
        described["fault"] = "user" if isinstance(error, UserErrorException) else "system"
    cause = error.__cause__ if isinstance(error, Failure) and error.__cause__ is not None else error
    frames = _tool_frames(cause.__traceback__)
    described["traceback"] = "".join(traceback.format_exception(type(cause), cause, frames))
    return described


def text_of(error: BaseException) -> str:
    """`str()` of an exception, whose own `__str__` may fail."""
    try:
        return str(error)
    except Exception:  # noqa: BLE001
        return f"<{type(error).__name__} that cannot be printed>"


def _tool_frames(frames: Optional[TracebackType]) -> Optional[TracebackType]:
    current = frames
    while current is not None and _is_own(current.tb_frame.f_code.co_filename):
        current = current.tb_next
    return current if current is not None else frames


def _is_own(filename: str) -> bool:
    return filename.startswith((_OWN_FOLDER, "<frozen importlib"))
