"""What the start of a web worker costs, beside a Flask app that imports and binds the same extensions.

Each start is a process of its own, the two take turns, and the ratio is of the medians of their processor time, which a
busy machine changes little.
"""

import os
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
STARTS, GOAL = 9, 1.5

OURS = "import wsgi"
# The extensions of the program, bound to an app with nothing in it, as one ordinarily does. Ours leaves Flask-Migrate
# until a command asks for it.
BARE = """
from flask import Flask
from flask_babel import Babel
from flask_compress import Compress
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_migrate import Migrate
from flask_security import Security, SQLAlchemyUserDatastore
from flask_security.models import fsqla_v3
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect

app = Flask(__name__)
app.config.update(SECRET_KEY="k", SECURITY_PASSWORD_SALT="s", SQLALCHEMY_DATABASE_URI="sqlite://")
db = SQLAlchemy(app)
fsqla_v3.FsModels.set_db_info(db)


class Role(db.Model, fsqla_v3.FsRoleMixin):
    pass


class User(db.Model, fsqla_v3.FsUserMixin):
    pass


Migrate(app, db)
Babel(app)
Compress(app)
Limiter(get_remote_address, app=app, storage_uri="memory://")
CSRFProtect(app)
Security(app, SQLAlchemyUserDatastore(db, User, Role))
"""


def main() -> None:
    """Print both medians and the ratio."""
    with tempfile.TemporaryDirectory() as data:
        environment = {**os.environ, "DATA_DIR": data}
        environment.pop("DATABASE_URL", None)
        seconds: dict[str, list[float]] = {OURS: [], BARE: []}
        for _ in range(STARTS + 1):  # the first ones compile and are left out
            for program, times in seconds.items():
                times.append(_start(program, environment))
    ours, bare = (statistics.median(times[1:]) for times in seconds.values())
    print("\n## Start-up of a web worker\n")
    print(f"ours {ours * 1000:.0f} ms, the same extensions alone {bare * 1000:.0f} ms")
    print(f"ratio {ours / bare:.2f} (goal at most {GOAL}): {'met' if ours / bare <= GOAL else 'MISSED'}")


def _start(program: str, environment: dict[str, str]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", program], cwd=ROOT, env=environment, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


if __name__ == "__main__":
    main()
