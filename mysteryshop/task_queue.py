"""The queue between the program and its worker. It carries only the number of a row of `jobs`.

A killed worker loses the task it was running; the row in `jobs` does not go away, and the worker's periodic task
queues stale rows again. So delivery may fail or happen twice, and tasks are idempotent.
"""

from flask import current_app


def enqueue(job_id: int) -> None:
    """Hand a stored job to the worker. Called after the commit; without a configured queue nothing happens."""
    queue = current_app.extensions.get("task_queue")
    if queue is not None:
        queue(job_id)
