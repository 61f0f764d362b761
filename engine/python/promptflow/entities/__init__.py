from pkgutil import extend_path

from .._core.tool import DynamicList, InputSetting

__path__ = extend_path(__path__, __name__)

__all__ = ["DynamicList", "InputSetting"]
