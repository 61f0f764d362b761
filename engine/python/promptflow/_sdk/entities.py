"""The same as `promptflow.entities`."""

from .. import entities as _entities


def __getattr__(name: str) -> object:
    return getattr(_entities, name)
