"""Metrics that aggregation nodes log."""

from typing import Any, Callable, List, Optional

_loggers: "List[Callable[[str, Any], None]]" = []


def log_metric(key: str, value: Any, variant_id: Optional[str] = None) -> None:
    """Logs a metric of the whole run. `variant_id` is accepted for old flows and ignored."""
    for logger in list(_loggers):
        logger(key, value)


def add_metric_logger(logger: "Callable[[str, Any], None]") -> None:
    _loggers.append(logger)


def remove_metric_logger(logger: "Callable[[str, Any], None]") -> None:
    if logger in _loggers:
        _loggers.remove(logger)
