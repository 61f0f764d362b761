"""A batch, as it is asked for and as it ended."""

import json
import re
from pathlib import Path
from typing import Any, Dict, Optional, Union

from .._core.host import ask, encode
from ..connections import Connection
from ..core._flows import Source, describe_connection
from ..core._models import ModelConfiguration
from ..exceptions import UserErrorException


class RunExistsError(UserErrorException):
    """The name is taken."""


class RunNotFoundError(UserErrorException):
    """There is no run of the name."""


class InvalidRunStatusError(UserErrorException):
    """The run did not end as it must have."""


class Run:
    """What `PFClient().run` gives, and what `runs.create_or_update` takes."""

    def __init__(
        self,
        flow: Optional[Source] = None,
        *,
        name: Optional[str] = None,
        data: Optional[Source] = None,
        run: "Union[str, Run, None]" = None,
        column_mapping: Optional[Dict[str, Any]] = None,
        variant: Optional[str] = None,
        connections: Optional[Dict[str, Dict[str, str]]] = None,
        environment_variables: Optional[Dict[str, Any]] = None,
        init: Optional[Dict[str, Any]] = None,
        display_name: Optional[str] = None,
        description: Optional[str] = None,
        tags: Optional[Dict[str, str]] = None,
        properties: Optional[Dict[str, Any]] = None,
        status: str = "NotStarted",
        created_on: Optional[str] = None,
        error: Optional[Dict[str, Any]] = None,
    ) -> None:
        self.flow = flow
        self.name = name
        self.data = data
        self.run = run
        self.column_mapping = column_mapping
        self.variant = variant
        self.connections = connections
        self.environment_variables = environment_variables
        self.init = init
        self.display_name = display_name or name
        self.description = description
        self.tags = tags or {}
        self.properties = properties or {}
        self.status = status
        self.created_on = created_on
        self.error = error

    @property
    def output_path(self) -> Path:
        """The run's folder."""
        return Path(self.properties["output_path"])

    def _to_dict(self) -> Dict[str, Any]:
        shown = ("name", "created_on", "status", "display_name", "description", "tags", "properties")
        fields = {key: getattr(self, key) for key in (*shown, "flow", "data", "run", "column_mapping", "variant", "error")}
        texts_of = {key: str(value) for key, value in fields.items() if isinstance(value, Path)}
        return {key: value for key, value in {**fields, **texts_of}.items() if value is not None}

    def __repr__(self) -> str:
        return f"Run({json.dumps(self._to_dict(), indent=2)})"


def chosen_variant(variant: str) -> Dict[str, str]:
    """The variant by its node."""
    found = re.fullmatch(r"['\"]?\$\{([^.}]+)\.([^}]+)\}['\"]?", variant)
    if found is None:
        form = "${TUNING_NODE.VARIANT}"
        raise UserErrorException(f"Invalid variant format: {variant}, variant should be in format of {form}")
    return {found.group(1): found.group(2)}


def texts(variables: Dict[str, Any]) -> Dict[str, str]:
    """Environment variables as prompt flow sets them."""
    return {
        name: value if isinstance(value, str) else json.dumps(value) if isinstance(value, (dict, list)) else str(value)
        for name, value in variables.items()
    }


def encoded_init(init: Dict[str, Any]) -> Dict[str, Any]:
    """What the class of a flex flow is made of. Connections are told to the engine, which makes them of their names."""
    return encode({name: _init_value(value) for name, value in init.items()}, "init")


def _init_value(value: Any) -> Any:
    if isinstance(value, Connection):
        ask({"call": "add-connection", "connection": describe_connection(value)})
        return value.name
    if isinstance(value, ModelConfiguration):
        return {key: field for key, field in value.to_dict().items() if key != "type"}
    return value
