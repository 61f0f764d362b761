"""What prompt flow's client has and this one has not."""

from typing import Any


class Unsupported:
    """Names in its error what is asked for."""

    _name = ""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        raise unsupported(f"{self._name}.{name}" if self._name else name)


def unsupported(name: str, instead: str = "The llmops command may do it: see llmops flow --help.") -> NotImplementedError:
    return NotImplementedError(f"PFClient().{name} is not part of this engine. {instead}")
