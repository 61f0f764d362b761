"""How prompt flow's tools for models ask the engine."""

from typing import Any, Dict

from promptflow._core.host import ask, encode
from promptflow.connections import Connection

# Under this name prompt flow's executor hands over which variables a user wrote.
_ESCAPED = "_inputs_to_escape"


def ask_model(
    api: str,
    connection: Connection,
    prompt: str,
    stream: Any,
    given: Dict[str, Any],
    variables: Dict[str, Any],
    vision: bool = False,
) -> Any:
    """Renders a template and asks a model. With `vision`, lines that are images become parts of their messages."""
    from promptflow.core._flows import SANDBOX, describe_connection, variables_of

    others = dict(variables)
    written = others.pop(_ESCAPED, None) or []
    body = {
        "call": "model",
        "api": api,
        "connection": describe_connection(connection),
        "prompt": str(prompt),
        "stream": str(stream).lower() == "true",
        "arguments": encode({**others, **given}, f"promptflow.tools' {api}"),
        "written": list(written),
        "vision": vision,
        "environment": variables_of(SANDBOX),
    }
    return ask(body)


def parameters(given: Dict[str, Any]) -> Dict[str, Any]:
    """What a method was given for the model, from its `locals()`."""
    return {name: value for name, value in given.items() if name not in ("self", "prompt", "stream", "variables")}


def ask_embedding(connection: Connection, text: Any, model: str) -> Any:
    """The vector of a text."""
    from promptflow.core._flows import describe_connection

    body = {"call": "embedding", "connection": describe_connection(connection), "input": encode(text, "embedding"), "model": model}
    return ask(body)
