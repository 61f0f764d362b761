"""Names that flows take from prompt flow's own modules."""

from pkgutil import extend_path

__path__ = extend_path(__path__, __name__)
