"""The part of prompt flow's Python library that tools import, for running them without prompt flow.

Modules that are absent here come from an installed prompt flow, if there is one.
"""

import sys
from pkgutil import extend_path

__path__ = extend_path(__path__, __name__)

from ._core.metric_logger import log_metric  # noqa: E402
from ._core.tool import ToolProvider, tool  # noqa: E402

__all__ = ["ToolProvider", "log_metric", "tool"]


class _Azure:
    """Tells what to use for what prompt flow ran in Azure, where no installed prompt flow has it."""

    @staticmethod
    def find_spec(name: str, path: object = None, target: object = None) -> None:
        if name == "promptflow.azure":
            raise ModuleNotFoundError(
                "promptflow.azure is not part of this engine. To run flows on this machine, import PFClient from "
                "promptflow.client; to bring them to Azure, use `llmops deploy`.",
                name=name,
            )


sys.meta_path.append(_Azure)  # type: ignore[arg-type]


def __getattr__(name: str) -> object:
    if name in ("PFClient", "load_connection", "load_flow", "load_run"):
        from importlib import import_module

        return getattr(import_module(".client", __name__), name)
    raise AttributeError(f"module 'promptflow' has no attribute '{name}'")
