"""What the web server and the `flask` command load."""

import gc

gc.disable()  # all that is made while starting lives as long as the program: looking for garbage in it finds none

from config import load_config  # noqa: E402
from mysteryshop import create_app  # noqa: E402

app = create_app(load_config())

gc.freeze()  # nor does a later collection look through it again
gc.enable()
