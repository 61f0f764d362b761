"""Connections as tools see them: access to a service, with its secrets."""

import os
from pkgutil import extend_path
from typing import Any, Dict, ItemsView, Iterator, List, Optional

__path__ = extend_path(__path__, __name__)


class Connection:
    """Named access to a service. Fields are attributes, and `dict(connection)` gives them all."""

    TYPE = ""
    DEFAULTS: Dict[str, Any] = {}
    SECRETS: List[str] = ["api_key"]

    def __init__(
        self,
        *,
        name: str = "default_connection",
        configs: Optional[Dict[str, Any]] = None,
        secrets: Optional[Dict[str, Any]] = None,
        **fields: Any,
    ) -> None:
        self.name = name
        self.module = "promptflow.connections"
        given = {key: value for key, value in fields.items() if value is not None}
        self.secrets: Dict[str, Any] = {**{k: v for k, v in given.items() if k in self.SECRETS}, **(secrets or {})}
        public = {key: value for key, value in given.items() if key not in self.SECRETS}
        self.configs: Dict[str, Any] = {**self.DEFAULTS, **public, **(configs or {})}

    @property
    def type(self) -> str:
        return self.TYPE

    def __getattr__(self, field: str) -> Any:
        # Reached only for what is no attribute. Before __init__ has run (as in copies) there are no fields yet.
        for fields in (self.__dict__.get("configs", {}), self.__dict__.get("secrets", {})):
            if field in fields:
                return fields[field]
        if field in ("api_key", "api_base") and self.TYPE not in ("", "custom"):
            return None
        raise AttributeError(f"'{type(self).__name__}' object has no attribute '{field}'")

    def __setattr__(self, field: str, value: Any) -> None:
        for fields in (self.__dict__.get("configs", {}), self.__dict__.get("secrets", {})):
            if field in fields:
                fields[field] = value
                return
        super().__setattr__(field, value)

    def __getitem__(self, field: str) -> Any:
        return {**self.configs, **self.secrets}[field]

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


class AzureOpenAIConnection(Connection):
    TYPE = "azure_open_ai"
    DEFAULTS = {"api_type": "azure", "api_version": "2024-02-01", "auth_mode": "key", "resource_id": None}

    @classmethod
    def from_env(cls, name: Optional[str] = None) -> "AzureOpenAIConnection":
        return cls(
            name=name or "default_connection",
            api_base=os.environ.get("AZURE_OPENAI_ENDPOINT"),
            api_key=os.environ.get("AZURE_OPENAI_API_KEY"),
            api_version=os.environ.get("OPENAI_API_VERSION"),
        )


class OpenAIConnection(Connection):
    TYPE = "open_ai"
    DEFAULTS = {"organization": None, "base_url": None}

    @classmethod
    def from_env(cls, name: Optional[str] = None) -> "OpenAIConnection":
        return cls(
            name=name or "default_connection",
            api_key=os.environ.get("OPENAI_API_KEY"),
            organization=os.environ.get("OPENAI_ORG_ID"),
            base_url=os.environ.get("OPENAI_BASE_URL"),
        )


class ServerlessConnection(Connection):
    TYPE = "serverless"


class CognitiveSearchConnection(Connection):
    TYPE = "cognitive_search"
    DEFAULTS = {"api_version": "2023-11-01", "auth_mode": "key"}


class AzureAIServicesConnection(Connection):
    TYPE = "azure_ai_services"
    DEFAULTS = {"auth_mode": "key"}


class SerpConnection(Connection):
    TYPE = "serp"


class BingConnection(Connection):
    TYPE = "bing"


class AzureContentSafetyConnection(Connection):
    TYPE = "azure_content_safety"
    DEFAULTS = {"api_version": "2023-10-01", "api_type": "Content Safety"}


class FormRecognizerConnection(Connection):
    TYPE = "form_recognizer"
    DEFAULTS = {"api_version": "2023-07-31", "api_type": "Form Recognizer"}


class QdrantConnection(Connection):
    TYPE = "qdrant"


class WeaviateConnection(Connection):
    TYPE = "weaviate"


class CustomConnection(Connection):
    """Configs and secrets of the team's own choice."""

    TYPE = "custom"
    SECRETS: List[str] = []


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
    kind.TYPE: kind
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
