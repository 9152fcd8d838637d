"""What the web server and the `flask` command load."""

from config import load_config
from mysteryshop import create_app

app = create_app(load_config())
