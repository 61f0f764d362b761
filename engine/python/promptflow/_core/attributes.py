"""Dicts whose items are attributes as well."""

import json
from typing import Any, Type


class Attributes(dict):  # type: ignore[type-arg]
    def __getattr__(self, name: str) -> Any:
        try:
            return self[name]
        except KeyError:
            raise AttributeError(name) from None


class Response(Attributes):
    """A model's whole answer, read as that of OpenAI's client: what the service left out is None."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return self.get(name)

    def model_dump(self, **_: Any) -> Any:
        return json.loads(json.dumps(self))

    def model_dump_json(self, **_: Any) -> str:
        return json.dumps(self)


def with_attributes(value: Any, kind: Type[Attributes] = Attributes) -> Any:
    """The same with its dicts as those, at any depth of lists and dicts."""
    if type(value) is dict:
        return kind({key: with_attributes(item, kind) for key, item in value.items()})
    return [with_attributes(item, kind) for item in value] if type(value) is list else value
