"""How prompt flow's tools for models ask the engine."""

from typing import Any, Dict, Optional

from promptflow._core.host import ask, encode
from promptflow.connections import Connection


def ask_model(api: str, connection: Connection, prompt: str, stream: Any, given: Dict[str, Any], variables: Dict[str, Any]) -> Any:
    """Renders a template and asks a model, with what is None left out."""
    from promptflow.core._flows import describe_connection

    what = f"promptflow.tools' {api}"
    arguments = {**variables, **{name: value for name, value in given.items() if value is not None}}
    body = {
        "call": "model",
        "api": api,
        "connection": describe_connection(connection),
        "prompt": str(prompt),
        "stream": str(stream).lower() == "true",
        "arguments": encode(arguments, what),
    }
    return ask(what, body)


def whole(value: Any) -> Optional[int]:
    return None if value is None or value == "" or str(value).lower() == "inf" else int(value)


def number(value: Any) -> Optional[float]:
    return None if value is None or value == "" else float(value)


def truth(value: Any) -> bool:
    return str(value).lower() == "true"
