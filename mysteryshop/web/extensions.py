"""Flask extensions that only the web layer uses."""

from flask_babel import Babel
from flask_security import Security
from flask_wtf import CSRFProtect

babel = Babel()
csrf = CSRFProtect()
security = Security()
