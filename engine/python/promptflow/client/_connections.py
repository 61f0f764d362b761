"""Connections that a client gets, and makes for what it runs."""

from pathlib import Path
from typing import Any, Dict

from .._core.host import ask
from ..connections import Connection, connect
from ..core._flows import Source, describe_connection
from ..exceptions import UserErrorException
from ._unsupported import Unsupported


def load_connection(source: Source, **fields: Any) -> Connection:
    """The connection that a YAML, JSON or `.env` file defines, with other fields in the place of its own."""
    path = Path(source).resolve()
    found = ask({"call": "connection-file", "source": str(path)})["connections"]
    if len(found) != 1:
        names = ", ".join(one["name"] for one in found) or "none"
        raise UserErrorException(f"{path} must define one connection; it defines {names}.")
    connection = connect(found[0])
    for name, value in fields.items():
        if name == "name":
            connection.name = value
        elif name in connection.configs or name not in (*connection.secrets, *connection.SECRETS):
            connection.configs[name] = value
        else:
            connection.secrets[name] = value
    return connection


class ConnectionOperations(Unsupported):
    """`PFClient().connections`: those that the engine was given, and those made here, which live as long as it."""

    _name = "connections"

    def get(self, name: str, **_: Any) -> Connection:
        return connect(ask({"call": "connection", "name": name})["connection"])

    def create_or_update(self, connection: Connection, **_: Any) -> Connection:
        """Lets flows that run from now on use the connection. It is kept nowhere."""
        body: Dict[str, Any] = {"call": "add-connection", "connection": describe_connection(connection)}
        ask(body)
        return connection
