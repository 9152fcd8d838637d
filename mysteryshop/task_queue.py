"""The queue between the program and its worker. It carries only the number of a row of `jobs` and how urgent it is.

A killed worker loses the task it was running; the row in `jobs` does not go away, and the worker's periodic task
queues stale rows again. So delivery may fail or happen twice, and tasks are idempotent.
"""

from flask import current_app


def enqueue(job_id: int, priority: int) -> None:
    """Hand a stored job to the worker, which takes the highest priority first. Called after the commit.

    Without a configured queue nothing happens.
    """
    queue = current_app.extensions.get("task_queue")
    if queue is not None:
        queue(job_id, priority)
