"""The queue that carries job numbers to the worker: a file beside the SQLite database, or tables in PostgreSQL.

Huey is imported on the first use: a web process that never adds a job does not pay for it.
"""

from functools import cached_property
from typing import TYPE_CHECKING, Any

from flask import Flask
from sqlalchemy import make_url

if TYPE_CHECKING:
    from huey import Huey

NAME = "mysteryshop"
TASK = "run_job"


class Queue:
    """Callable with a job's number, as `task_queue.enqueue` wants it."""

    def __init__(self, config: dict[str, Any]) -> None:
        self._config = config

    def __call__(self, job_id: int) -> None:
        self._task(job_id)

    @cached_property
    def huey(self) -> "Huey":
        """The queue itself. Opening it makes its file or its tables."""
        from huey import PostgresHuey, RedisHuey, SqliteHuey

        redis, url = self._config["QUEUE_URL"], make_url(self._config["SQLALCHEMY_DATABASE_URI"])
        if redis:
            return RedisHuey(NAME, url=redis, results=False)
        if url.drivername.startswith("postgresql"):
            dsn = url.set(drivername="postgresql").render_as_string(hide_password=False)
            return PostgresHuey(NAME, dsn=dsn, results=False)
        return SqliteHuey(NAME, filename=f"{url.database}.queue", results=False)

    @cached_property
    def _task(self) -> Any:
        """The task's name and nothing else: its work is known to the worker alone."""
        return self.huey.task(name=TASK)(_not_here)


def _not_here(job_id: int) -> None:
    raise NotImplementedError(f"job {job_id} can only run in the worker")


def register(app: Flask) -> None:
    """Give the app its queue; a test has none and runs its jobs by hand."""
    if not app.testing:
        app.extensions["task_queue"] = Queue(app.config)
