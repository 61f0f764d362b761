"""The part of prompt flow's Python library that tools import, for running them without prompt flow.

Modules that are absent here come from an installed prompt flow, if there is one.
"""

from pkgutil import extend_path

__path__ = extend_path(__path__, __name__)

from ._core.metric_logger import log_metric  # noqa: E402
from ._core.tool import ToolProvider, tool  # noqa: E402

__all__ = ["ToolProvider", "log_metric", "tool"]


def __getattr__(name: str) -> object:
    if name in ("PFClient", "load_flow"):
        from importlib import import_module

        return getattr(import_module(".client", __name__), name)
    raise AttributeError(f"module 'promptflow' has no attribute '{name}'")
