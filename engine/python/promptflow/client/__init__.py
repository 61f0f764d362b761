"""Prompt flow's client. The engine does what it is asked: the one that runs this tool, or one that is started for a script."""

from pkgutil import extend_path
from typing import Any

from ..core._flows import Flow, Source
from ._client import PFClient
from ._connections import load_connection
from ._runs import load_run

__path__ = extend_path(__path__, __name__)

__all__ = ["PFClient", "load_connection", "load_flow", "load_run"]


def load_flow(source: Source, **options: Any) -> Any:
    """A flow, or a prompty, as a function."""
    return Flow.load(source, **options)
