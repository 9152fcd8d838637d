"""gunicorn's settings (`--config python:mysteryshop.gunicorn_settings`)."""

import os

worker_class = "gthread"
workers = int(os.environ.get("WEB_WORKERS", "2"))
threads = int(os.environ.get("WEB_THREADS", "16"))
# A worker that answers nothing at all for so long is replaced. A slow upload keeps a thread, not the worker.
timeout = 60
graceful_timeout = 15
keepalive = 5
# The heartbeat file belongs into memory where there is some.
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108
control_socket_disable = True
loglevel = os.environ.get("LOG_LEVEL", "warning")
