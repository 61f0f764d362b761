"""How prompt flow's tools for models ask the engine."""

from typing import Any, Callable, Dict, Optional

from promptflow._core.host import ask, encode
from promptflow.connections import Connection


def ask_model(api: str, connection: Connection, prompt: str, stream: Any, given: Dict[str, Any], variables: Dict[str, Any]) -> Any:
    """Renders a template and asks a model, with what is None left out."""
    from promptflow.core._flows import SANDBOX, describe_connection, variables_of

    what = f"promptflow.tools' {api}"
    arguments = {**variables, **{name: value for name, value in given.items() if value is not None}}
    body = {
        "call": "model",
        "api": api,
        "connection": describe_connection(connection),
        "prompt": str(prompt),
        "stream": str(stream).lower() == "true",
        "arguments": encode(arguments, what),
        "environment": variables_of(SANDBOX),
    }
    return ask(body)


def parameters(given: Dict[str, Any]) -> Dict[str, Any]:
    """What a method was given for the model, from its `locals()`, each of the type that the API wants."""
    apart = ("self", "prompt", "stream", "variables")
    return {name: _TYPES.get(name, _same)(value) for name, value in given.items() if name not in apart}


def _whole(value: Any) -> Optional[int]:
    return None if value is None or value == "" or str(value).lower() == "inf" else int(value)


def _number(value: Any) -> Optional[float]:
    return None if value is None or value == "" else float(value)


def _truth(value: Any) -> bool:
    return str(value).lower() == "true"


def _text(value: Any) -> Any:
    return value or None


def _same(value: Any) -> Any:
    return value


_TYPES: Dict[str, Callable[[Any], Any]] = {
    **dict.fromkeys(("temperature", "top_p", "presence_penalty", "frequency_penalty"), _number),
    **dict.fromkeys(("n", "max_tokens", "seed", "logprobs", "best_of"), _whole),
    "echo": _truth,
    "suffix": _text,
}
