"""The desk's server: on the loopback address, and nowhere else."""

from __future__ import annotations

import socket

from sqlalchemy import Engine
from werkzeug.serving import BaseWSGIServer, make_server

from dosetable.desk.app import DeskSettings, make_app

LOOPBACK = "127.0.0.1"


def desk_server(engine: Engine, settings: DeskSettings, port: int) -> BaseWSGIServer:
    """A server ready to serve; ``port`` 0 takes a free one. Raises OSError when it is taken."""
    listening = socket.create_server((LOOPBACK, port))
    bound = listening.getsockname()[1]
    hosts = frozenset({f"{LOOPBACK}:{bound}", f"localhost:{bound}"})
    app = make_app(engine, settings, hosts=hosts)
    server = make_server(LOOPBACK, bound, app, threaded=True, fd=listening.fileno())
    listening.detach()
    return server
