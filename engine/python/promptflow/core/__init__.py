from pkgutil import extend_path

from .._core.metric_logger import log_metric
from .._core.metric_logger import log_metric as log_flow_metric
from .._core.tool import ToolProvider, tool

__path__ = extend_path(__path__, __name__)

__all__ = ["ToolProvider", "log_flow_metric", "log_metric", "tool"]

# Few tools need these, and they take time to import.
_MODULES = {
    "Prompty": "_flows",
    "AsyncPrompty": "_flows",
    "Flow": "_flows",
    "AsyncFlow": "_flows",
    "ModelConfiguration": "_models",
    "AzureOpenAIModelConfiguration": "_models",
    "OpenAIModelConfiguration": "_models",
}


def __getattr__(name: str) -> object:
    if name in _MODULES:
        from importlib import import_module

        return getattr(import_module(f".{_MODULES[name]}", __name__), name)
    if name.startswith("__"):
        raise AttributeError(name)
    raise ImportError(
        f"promptflow.core.{name} is not part of this engine. "
        "Use a node of the flow for it, or call the service's own client from the tool."
    )
