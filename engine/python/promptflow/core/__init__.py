from pkgutil import extend_path

from .._core.metric_logger import log_metric
from .._core.metric_logger import log_metric as log_flow_metric
from .._core.tool import ToolProvider, tool

__path__ = extend_path(__path__, __name__)

__all__ = ["ToolProvider", "log_flow_metric", "log_metric", "tool"]


def __getattr__(name: str) -> object:
    if name.startswith("__"):
        raise AttributeError(name)
    raise ImportError(
        f"promptflow.core.{name} is not part of this engine, which runs flow.dag.yaml flows. "
        "Use a node of the flow for it, or call the service's own client from the tool."
    )
