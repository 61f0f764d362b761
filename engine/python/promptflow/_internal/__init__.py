"""Names that packages of tools import from here."""

from .._core.metric_logger import log_metric
from .._core.tool import ToolProvider, tool

__all__ = ["ToolProvider", "log_metric", "tool"]
