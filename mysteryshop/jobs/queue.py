"""The queue that carries job numbers to the worker: a file beside the SQLite database, or tables in PostgreSQL.

Huey is imported on the first use: a web process that never adds a job does not pay for it.
"""

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any

from flask import Flask
from sqlalchemy import make_url

if TYPE_CHECKING:
    from huey import Huey

NAME = "mysteryshop"


class Queue:
    """Callable with a job's number, as `task_queue.enqueue` wants it."""

    def __init__(self, config: dict[str, Any]) -> None:
        self._config = config
        self.work: Callable[[int], None] | None = None

    def __call__(self, job_id: int, priority: int) -> None:
        self._task(job_id, priority=priority)

    @cached_property
    def huey(self) -> "Huey":
        """The queue itself. Opening it makes its file or its tables."""
        from huey import PostgresHuey, PriorityRedisHuey, SqliteHuey

        redis, url = self._config["QUEUE_URL"], make_url(self._config["SQLALCHEMY_DATABASE_URI"])
        if redis:
            return PriorityRedisHuey(NAME, url=redis, results=False)
        if url.drivername.startswith("postgresql"):
            dsn = url.set(drivername="postgresql").render_as_string(hide_password=False)
            return PostgresHuey(NAME, dsn=dsn, results=False)
        return SqliteHuey(NAME, filename=f"{url.database}.queue", results=False)

    @cached_property
    def _task(self) -> Any:
        def run_job(job_id: int) -> None:
            assert self.work is not None, "a job runs in the worker only"
            self.work(job_id)

        return self.huey.task()(run_job)

    def start_working(self, work: Callable[[int], None]) -> None:
        """In the worker: what to do with a job's number."""
        self.work = work
        _ = self._task  # makes the task known to Huey


def register(app: Flask) -> None:
    """Give the app its queue; a test has none and runs its jobs by hand."""
    if not app.testing:
        app.extensions["task_queue"] = Queue(app.config)
