"""Prompties and flows as functions. The engine runs them."""

import os
import re
from pathlib import Path
from typing import Any, Dict, Optional, Union

from .._core.attributes import Response, with_attributes
from .._core.host import ask, ask_async, encode
from ..connections import Connection
from ..exceptions import UserErrorException
from ._models import ModelConfiguration

Source = Union[str, "os.PathLike[str]"]

_DEFINITIONS = ("flow.dag.yaml", "flow.dag.yml", "flow.flex.yaml", "flow.flex.yml")
# Whether templates are kept from what could do harm.
SANDBOX = "PF_USE_SANDBOX_FOR_JINJA"
# What a configuration that names nothing but its model is filled up from.
_OPENAI_VARIABLES = (
    "AZURE_OPENAI_ENDPOINT",
    "AZURE_OPENAI_API_KEY",
    "OPENAI_API_VERSION",
    "OPENAI_API_KEY",
    "OPENAI_BASE_URL",
    "OPENAI_ORG_ID",
)


class _Callable:
    """Something with a file that is called with keyword arguments."""

    def __init__(self, path: Path) -> None:
        self._path = path.resolve()

    @property
    def path(self) -> Path:
        return self._path

    @property
    def code(self) -> Path:
        return self._path if self._path.is_dir() else self._path.parent

    @property
    def name(self) -> str:
        return self._path.stem

    def _named(self, args: Any) -> str:
        kind = type(self).__name__
        if args:
            raise UserErrorException(f"{kind} can only be called with keyword arguments.")
        return f"{kind} {self._path.name}"


class _AnyFlow(_Callable):
    @classmethod
    def load(cls, source: Source, **options: Any) -> Any:
        """Loads a flow from its folder or file. A `.prompty` file gives a `Prompty`."""
        path = Path(source)
        if path.suffix == ".prompty":
            return cls._prompty().load(path, **options)
        if not path.exists():
            raise UserErrorException(f"Flow path {path.absolute()} does not exist.")
        if path.is_dir() and not any((path / name).exists() for name in _DEFINITIONS):
            raise UserErrorException(f"Have found neither flow.dag.yaml nor flow.flex.yaml in {path.absolute()}.")
        if options:
            raise UserErrorException(f"{cls.__name__}.load does not know {', '.join(options)} here.")
        return cls(path)

    @classmethod
    def _prompty(cls) -> Any:
        return Prompty

    def _body(self, inputs: Dict[str, Any], what: str) -> Dict[str, Any]:
        return {"call": "flow", "source": str(self._path), "inputs": encode(inputs, what)}


class Flow(_AnyFlow):
    """A flow as a function: `Flow.load("folder")(question="…")` gives its outputs as a dict."""

    def __call__(self, *args: Any, **inputs: Any) -> Any:
        what = self._named(args)
        return ask(self._body(inputs, what))


class AsyncFlow(_AnyFlow):
    """The same for async tools: `await AsyncFlow.load("folder")(question="…")`."""

    @classmethod
    def _prompty(cls) -> Any:
        return AsyncPrompty

    async def __call__(self, *args: Any, **inputs: Any) -> Any:
        what = self._named(args)
        return await ask_async(self._body(inputs, what))


class _AnyPrompty(_Callable):
    def __init__(self, path: Source, model: Optional[Dict[str, Any]] = None, **entries: Any) -> None:
        super().__init__(Path(path))
        self._given = dict(model or {})
        self._entries = entries

    @classmethod
    def load(cls, source: Source, raise_error: bool = True, model: Optional[Dict[str, Any]] = None, **entries: Any) -> Any:
        """Loads a `.prompty` file. `model`, `inputs`, `outputs` and `sample` replace what it says of them, key by key."""
        path = Path(source)
        if not path.exists():
            raise UserErrorException(f"Source {path.absolute().as_posix()} does not exist")
        if path.suffix != ".prompty":
            raise UserErrorException("Source must be a file with .prompty extension.")
        return cls(path, model, **entries)

    def render(self, *args: Any, **inputs: Any) -> str:
        """The messages that the model would be sent, or the text for a completion."""
        return str(self._rendered(args, inputs)["prompt"])

    def estimate_token_count(self, *args: Any, **inputs: Any) -> int:
        """The tokens of the prompt and, at most, of the answer."""
        from ._tokens import count_tokens, most_tokens

        rendered = self._rendered(args, inputs)
        return most_tokens(rendered["max_tokens"]) + count_tokens(rendered["prompt"], rendered["model"])

    def _rendered(self, args: Any, inputs: Dict[str, Any]) -> Dict[str, Any]:
        if args:
            raise UserErrorException("Prompty can only be rendered with keyword arguments.")
        rendered = ask({**self._body(inputs, f"{type(self).__name__} {self._path.name}"), "render": True})
        return dict(rendered)

    def _body(self, inputs: Dict[str, Any], what: str) -> Dict[str, Any]:
        model = dict(self._given)
        body = {"call": "prompty", "source": str(self._path), "inputs": encode(inputs, what), "render": False}
        body["entries"] = encode(self._entries, what)
        configuration = model.get("configuration")
        if isinstance(configuration, ModelConfiguration):
            # Unlike a dict it takes the place of all that the file says.
            body["configuration"] = encode(configuration.to_dict(), what)
            model.pop("configuration")
        elif isinstance(configuration, dict) and isinstance(configuration.get("connection"), Connection):
            connection = configuration["connection"]
            model["configuration"] = {**configuration, "connection": connection.name}
            body["connection"] = describe_connection(connection)
        body["model"] = encode(model, what)
        body["environment"] = _variables(self._path, body)
        return body


class Prompty(_AnyPrompty):
    """A prompty as a function: `Prompty.load("a.prompty")(question="…")` gives the model's answer."""

    def __call__(self, *args: Any, **inputs: Any) -> Any:
        what = self._named(args)
        return _answer(ask(self._body(inputs, what)))


class AsyncPrompty(_AnyPrompty):
    """The same for async tools: `await AsyncPrompty.load("a.prompty")(question="…")`."""

    async def __call__(self, *args: Any, **inputs: Any) -> Any:
        what = self._named(args)
        return _answer(await ask_async(self._body(inputs, what)))


def _answer(value: Any) -> Any:
    """Whole answers (`response: all`) are read as those of OpenAI's client."""
    is_whole = isinstance(value, dict) and isinstance(value.get("choices"), list) and "object" in value
    return with_attributes(value, Response) if is_whole else value


def describe_connection(connection: Connection) -> Dict[str, Any]:
    """A connection for the engine. It goes over the pipe and nowhere else."""
    fields = {"configs": connection.configs, "secrets": connection.secrets}
    texts = {kind: {k: str(v) for k, v in values.items() if v is not None} for kind, values in fields.items()}
    return {"name": connection.name or "default_connection", "type": connection.KIND, **texts}


def _variables(path: Path, body: Dict[str, Any]) -> Dict[str, str]:
    """The variables of this process that a prompty refers to: tools may have set them."""
    texts = [path.read_text(encoding="utf-8")] + [body[key]["value"] for key in ("model", "configuration", "entries") if key in body]
    names = {name for text in texts for name in re.findall(r"\$\{env:([^}]*)\}", text)}
    return variables_of(SANDBOX, *names, *_OPENAI_VARIABLES)


def variables_of(*names: str) -> Dict[str, str]:
    """Those of the variables that this process has. The flow's own are among them."""
    return {name: os.environ[name] for name in names if name in os.environ}
