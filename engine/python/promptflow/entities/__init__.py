from importlib import import_module
from pkgutil import extend_path

from .. import connections as _connections
from .._core.tool import DynamicList, GeneratedBy, InputSetting

__path__ = extend_path(__path__, __name__)

__all__ = ["DynamicList", "GeneratedBy", "InputSetting", "Run"]


def __getattr__(name: str) -> object:
    if name == "Run":
        return import_module("..client._run", __name__).Run
    if name.endswith("Connection"):
        return getattr(_connections, name)
    raise AttributeError(f"module 'promptflow.entities' has no attribute '{name}'")
