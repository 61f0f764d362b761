"""Which model a prompty asks."""

from dataclasses import dataclass
from typing import Any, Dict, Optional


class ModelConfiguration:
    """A model, and the connection to it or the fields of one, but not both."""

    TYPE = ""

    def _check(self, *fields: Any) -> None:
        if getattr(self, "connection", None) and any(fields):
            from ..exceptions import UserErrorException

            raise UserErrorException("Cannot configure model config and connection at the same time.")

    def to_dict(self) -> Dict[str, Any]:
        given = {key: value for key, value in vars(self).items() if value is not None}
        return {"type": self.TYPE, **given}


@dataclass(repr=False)
class AzureOpenAIModelConfiguration(ModelConfiguration):
    azure_deployment: str
    azure_endpoint: Optional[str] = None
    api_version: Optional[str] = None
    api_key: Optional[str] = None
    organization: Optional[str] = None
    connection: Optional[str] = None

    TYPE = "azure_openai"

    def __post_init__(self) -> None:
        self._check(self.azure_endpoint, self.api_version, self.api_key, self.organization)

    @classmethod
    def from_connection(cls, connection: Any, azure_deployment: str) -> "AzureOpenAIModelConfiguration":
        """The fields of an Azure OpenAI connection, for one of its deployments."""
        return cls(
            azure_deployment=azure_deployment,
            azure_endpoint=connection.api_base,
            api_version=connection.api_version,
            api_key=connection.api_key,
        )

    def __repr__(self) -> str:
        return f"AzureOpenAIModelConfiguration(azure_deployment={self.azure_deployment!r})"


@dataclass(repr=False)
class OpenAIModelConfiguration(ModelConfiguration):
    model: str
    base_url: Optional[str] = None
    api_key: Optional[str] = None
    organization: Optional[str] = None
    connection: Optional[str] = None

    TYPE = "openai"

    def __post_init__(self) -> None:
        self._check(self.base_url, self.api_key, self.organization)

    @classmethod
    def from_connection(cls, connection: Any, model: str) -> "OpenAIModelConfiguration":
        """The fields of an OpenAI connection, for one model."""
        return cls(
            model=model,
            base_url=connection.base_url,
            api_key=connection.api_key,
            organization=connection.organization,
        )

    def __repr__(self) -> str:
        return f"OpenAIModelConfiguration(model={self.model!r})"
