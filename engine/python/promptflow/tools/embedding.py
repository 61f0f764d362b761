"""Prompt flow's tool for embeddings."""

from typing import List, Union

from promptflow._core.tool import tool
from promptflow.connections import AzureOpenAIConnection, OpenAIConnection, ServerlessConnection

from ._models import ask_embedding


@tool
def embedding(
    connection: Union[AzureOpenAIConnection, OpenAIConnection, ServerlessConnection],
    input: str,
    deployment_name: str = "",
    model: str = "text-embedding-ada-002",
) -> List[float]:
    """The vector of a text, of the deployment on Azure OpenAI or of the model elsewhere."""
    return ask_embedding(connection, input, deployment_name if isinstance(connection, AzureOpenAIConnection) else model)
