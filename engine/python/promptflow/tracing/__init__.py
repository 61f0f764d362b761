"""Tracing names that tools import. This engine reports nodes by its own events, so nothing is recorded here."""

from pkgutil import extend_path
from typing import Any, Callable, Optional, TypeVar, Union

__path__ = extend_path(__path__, __name__)

F = TypeVar("F", bound=Callable[..., Any])

__all__ = ["start_trace", "trace"]


def trace(func: Optional[F] = None, **_: Any) -> Union[F, Callable[[F], F]]:
    """Leaves the function as it is, with or without arguments of the decorator."""

    def unchanged(function: F) -> F:
        return function

    return unchanged if func is None else func


def start_trace(**_: Any) -> None:
    """Accepted, as in prompt flow; there is nothing to start."""
