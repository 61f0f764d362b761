"""What flows import from prompt flow's executor."""

from pkgutil import extend_path

__path__ = extend_path(__path__, __name__)
