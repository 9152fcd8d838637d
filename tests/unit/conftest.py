"""Properties are tried without a stopwatch: a busy machine must not turn a true sentence into a failure."""

from hypothesis import settings

settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")
