"""Connections as tools see them: access to a service, with its secrets."""

import os
from pkgutil import extend_path
from typing import Any, Dict, ItemsView, Iterator, List, Optional

from promptflow.exceptions import UserErrorException

__path__ = extend_path(__path__, __name__)


class RequiredEnvironmentVariablesNotSetError(UserErrorException):
    """The process lacks the variables that a connection is to be made of."""

    def __init__(self, variables: List[str], kind: type) -> None:
        super().__init__(f"Required environment variables {variables} to build {kind.__name__} not set.")


class Connection:
    """Named access to a service. Fields are attributes, and `dict(connection)` gives them all."""

    # As connections' files and the engine write the type, and as prompt flow shows it.
    KIND = ""
    TYPE = "NotSet"
    # Public fields with their defaults, in prompt flow's order.
    DEFAULTS: Dict[str, Any] = {}
    SECRETS: List[str] = ["api_key"]
    # Arguments that may be given without their names.
    POSITIONS: List[str] = []
    expiry_time: Any = None

    def __init__(
        self,
        *given: Any,
        name: Optional[str] = None,
        module: str = "promptflow.connections",
        configs: Optional[Dict[str, Any]] = None,
        secrets: Optional[Dict[str, Any]] = None,
        **fields: Any,
    ) -> None:
        if len(given) > len(self.POSITIONS):
            raise TypeError(f"{type(self).__name__} takes {len(self.POSITIONS)} positional arguments but {len(given)} were given")
        fields.update(zip(self.POSITIONS, given))
        self.name = name
        self.module = module
        known = {key: value for key, value in fields.items() if value is not None}
        self.secrets: Dict[str, Any] = {**{k: v for k, v in known.items() if k in self.SECRETS}, **(secrets or {})}
        public = {key: value for key, value in known.items() if key not in self.SECRETS}
        self.configs: Dict[str, Any] = {**self.DEFAULTS, **public, **(configs or {})}

    @property
    def type(self) -> str:
        return self.TYPE

    @property
    def class_name(self) -> str:
        return f"{self.TYPE}Connection"

    def __getattr__(self, field: str) -> Any:
        # Reached only for what is no attribute. Before __init__ has run (as in copies) there are no fields yet.
        for fields in (self.__dict__.get("configs", {}), self.__dict__.get("secrets", {})):
            if field in fields:
                return fields[field]
        if field in self.SECRETS:
            return None
        raise AttributeError(f"'{type(self).__name__}' object has no attribute '{field}'")

    def __setattr__(self, field: str, value: Any) -> None:
        for fields in (self.__dict__.get("configs", {}), self.__dict__.get("secrets", {})):
            if field in fields:
                fields[field] = value
                return
        super().__setattr__(field, value)

    def __getitem__(self, field: str) -> Any:
        for fields in (self.secrets, self.configs):
            if field in fields:
                return fields[field]
        raise KeyError(f"Key {field!r} not found in connection {self.name!r}.")

    def __iter__(self) -> Iterator[str]:
        return iter({**self.configs, **self.secrets})

    def keys(self) -> List[str]:
        return list(self)

    def items(self) -> "ItemsView[str, Any]":
        return {**self.configs, **self.secrets}.items()

    def is_secret(self, field: str) -> bool:
        return field in self.secrets

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.name}>"


class _EntraConnection(Connection):
    """A connection that may authenticate by Microsoft Entra ID, with `auth_mode` meid_token."""

    def get_token(self) -> str:
        from promptflow._core.host import ask

        token: str = ask({"call": "token", "scope": "https://cognitiveservices.azure.com/.default"})
        return token


class AzureOpenAIConnection(_EntraConnection):
    KIND, TYPE = "azure_open_ai", "AzureOpenAI"
    DEFAULTS = {"api_base": None, "api_type": "azure", "api_version": "2024-02-01", "auth_mode": "key", "resource_id": None}
    POSITIONS = ["api_base", "api_key", "api_type", "api_version", "auth_mode"]

    @classmethod
    def from_env(cls, name: Optional[str] = None) -> "AzureOpenAIConnection":
        base, key = (os.environ.get(variable) for variable in ("AZURE_OPENAI_ENDPOINT", "AZURE_OPENAI_API_KEY"))
        if base is None or key is None:
            raise RequiredEnvironmentVariablesNotSetError(["AZURE_OPENAI_ENDPOINT", "AZURE_OPENAI_API_KEY"], cls)
        return cls(base, key, name=name, api_version=os.environ.get("OPENAI_API_VERSION") or None)


class OpenAIConnection(Connection):
    KIND, TYPE = "open_ai", "OpenAI"
    DEFAULTS = {"organization": None, "base_url": None}
    POSITIONS = ["api_key", "organization", "base_url"]

    def __init__(self, *given: Any, **fields: Any) -> None:
        super().__init__(*given, **fields)
        if self.configs["base_url"] in ("", "_"):
            self.configs["base_url"] = None

    @classmethod
    def from_env(cls, name: Optional[str] = None) -> "OpenAIConnection":
        key = os.environ.get("OPENAI_API_KEY")
        if key is None:
            raise RequiredEnvironmentVariablesNotSetError(["OPENAI_API_KEY"], cls)
        return cls(key, os.environ.get("OPENAI_ORG_ID"), os.environ.get("OPENAI_BASE_URL"), name=name)


class ServerlessConnection(Connection):
    KIND, TYPE = "serverless", "Serverless"
    DEFAULTS = {"api_base": None}
    POSITIONS = ["api_key", "api_base"]


class CognitiveSearchConnection(_EntraConnection):
    KIND, TYPE = "cognitive_search", "CognitiveSearch"
    DEFAULTS = {"api_base": None, "api_version": "2023-11-01", "auth_mode": "key"}
    POSITIONS = ["api_base", "api_key", "api_version", "auth_mode"]


class AzureAIServicesConnection(_EntraConnection):
    KIND, TYPE = "azure_ai_services", "AzureAIServices"
    DEFAULTS = {"endpoint": None, "auth_mode": "key"}
    POSITIONS = ["endpoint", "api_key", "auth_mode"]


class SerpConnection(Connection):
    KIND, TYPE = "serp", "Serp"
    POSITIONS = ["api_key"]


class BingConnection(Connection):
    KIND, TYPE = "bing", "Bing"


class AzureContentSafetyConnection(Connection):
    KIND, TYPE = "azure_content_safety", "AzureContentSafety"
    DEFAULTS = {"endpoint": None, "api_version": "2023-10-01", "api_type": "Content Safety"}
    POSITIONS = ["api_key", "endpoint", "api_version", "api_type"]


class FormRecognizerConnection(Connection):
    KIND, TYPE = "form_recognizer", "FormRecognizer"
    DEFAULTS = {"endpoint": None, "api_version": "2023-07-31", "api_type": "Form Recognizer"}
    POSITIONS = ["api_key", "endpoint", "api_version", "api_type"]


class QdrantConnection(Connection):
    KIND, TYPE = "qdrant", "Qdrant"
    DEFAULTS = {"api_base": None}
    POSITIONS = ["api_key", "api_base"]


class WeaviateConnection(Connection):
    KIND, TYPE = "weaviate", "Weaviate"
    DEFAULTS = {"api_base": None}
    POSITIONS = ["api_key", "api_base"]


class CustomConnection(Connection):
    """Configs and secrets of the team's own choice."""

    KIND, TYPE = "custom", "Custom"
    SECRETS: List[str] = []

    def __init__(self, secrets: Optional[Dict[str, Any]] = None, configs: Optional[Dict[str, Any]] = None, **given: Any) -> None:
        super().__init__(secrets=secrets, configs=configs, **given)


class CustomStrongTypeConnection(CustomConnection):
    """Base of a team's own connection classes. Their fields come from a custom connection; class values are defaults."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        for kind in reversed(type(self).__mro__):
            if kind in CustomStrongTypeConnection.__mro__:
                continue
            for field in getattr(kind, "__annotations__", {}):
                if field in vars(kind):
                    self._default(field, vars(kind)[field], kind.__annotations__[field])

    def _default(self, field: str, value: Any, annotation: Any) -> None:
        is_secret = getattr(annotation, "__name__", annotation) == "Secret"
        (self.secrets if is_secret else self.configs).setdefault(field, value)

    def __getattribute__(self, field: str) -> Any:
        # A class value would otherwise hide the stored one.
        if not field.startswith("_"):
            stored = object.__getattribute__(self, "__dict__")
            for fields in (stored.get("configs", {}), stored.get("secrets", {})):
                if field in fields:
                    return fields[field]
        return super().__getattribute__(field)


_CLASSES = {
    kind.KIND: kind
    for kind in (
        AzureOpenAIConnection,
        OpenAIConnection,
        ServerlessConnection,
        CognitiveSearchConnection,
        AzureAIServicesConnection,
        SerpConnection,
        BingConnection,
        AzureContentSafetyConnection,
        FormRecognizerConnection,
        QdrantConnection,
        WeaviateConnection,
        CustomConnection,
    )
}


def connect(fields: Dict[str, Any]) -> Connection:
    """The connection object for the engine's description of one."""
    kind = _CLASSES.get(fields["type"], CustomConnection)
    return kind(name=fields["name"], configs=fields["configs"], secrets=fields["secrets"])
