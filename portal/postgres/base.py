from collections.abc import Iterable
from typing import Any

from django.db.backends.postgresql import base, client

from portal.postgres.embedded import BINARIES, PORT, SUPERUSER, Server


def embedded_server(database: dict[str, Any]) -> Server | None:
    folder = database.get("EMBEDDED")
    return Server.at(folder, durable=database.get("DURABLE", True)) if folder else None


class DatabaseClient(client.DatabaseClient):
    """`manage.py dbshell`: it asks the settings, not a connection, where the server is."""

    @classmethod
    def settings_to_cmd_args_env(
        cls, settings_dict: dict[str, Any], parameters: Iterable[str]
    ) -> tuple[list[str], dict[str, str] | None]:
        server = embedded_server(settings_dict)
        if server is None:
            return super().settings_to_cmd_args_env(settings_dict, parameters)
        place = {"HOST": str(server.hold()), "PORT": PORT, "USER": SUPERUSER}
        arguments, env = super().settings_to_cmd_args_env(settings_dict | place, parameters)
        return [str(BINARIES / "psql"), *arguments[1:]], env


class DatabaseWrapper(base.DatabaseWrapper):
    client_class = DatabaseClient

    def get_connection_params(self) -> dict[str, Any]:
        """Where to connect. Asking is what starts the embedded server, because the job worker
        opens connections of its own from this answer."""
        params = super().get_connection_params()
        if server := embedded_server(self.settings_dict):
            params |= {"host": str(server.hold()), "port": PORT, "user": SUPERUSER}
            server.ensure_database(params["dbname"])
        return params
