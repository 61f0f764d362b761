"""What tools import of prompt flow's own tools. An installed promptflow-tools goes before the modules here."""

import os
from pkgutil import extend_path

_own = os.path.dirname(__file__)
__path__ = [path for path in extend_path(__path__, __name__) if path != _own] + [_own]
