"""The task worker: `python -m mysteryshop.jobs.worker`. SIGTERM and Ctrl-C end it; a killed one loses nothing."""

import logging
import sys
from functools import partial

from huey import crontab

from mysteryshop.jobs.queue import Queue
from mysteryshop.jobs.run import hand_over, run_job

THREADS = 2  # a long import does not hold up a report; PDFs are made one at a time all the same


def main() -> int:
    """Run until told to stop."""
    # The app is made by wsgi.py, so that this module needs nothing above its layer.
    from wsgi import app

    logging.basicConfig(level=logging.INFO, format="%(asctime)s worker %(levelname)s %(message)s")
    # Every step of every page, and two lines for each job, would bury the address that `make run` prints.
    for name in ("weasyprint", "fontTools", "huey"):
        logging.getLogger(name).setLevel(logging.WARNING)
    queue = app.extensions["task_queue"]
    assert isinstance(queue, Queue)
    huey = queue.huey

    queue.start_working(partial(run_job, app))
    huey.periodic_task(crontab(), name="hand_over")(partial(hand_over, app))
    hand_over(app)
    logging.getLogger(__name__).info("waiting for work")
    huey.create_consumer(workers=THREADS, initial_delay=0.05, max_delay=1.0).run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
