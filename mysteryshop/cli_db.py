"""`flask db`: Flask-Migrate's commands, for whoever writes a migration."""

from flask_migrate.cli import db as db
