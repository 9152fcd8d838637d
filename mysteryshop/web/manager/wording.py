"""Words of the managers' pages, as template filters."""

from collections.abc import Callable
from typing import Any

from mysteryshop.reports import fieldwork_words, history_words
from mysteryshop.reports.situations import channel_name, situation_name
from mysteryshop.web.manager.blueprint import bp

FILTERS: dict[str, Callable[..., Any]] = {
    "action": history_words.action_words,
    "told": history_words.after_words,
    "channel": channel_name,
    "situation": situation_name,
    "window": fieldwork_words.window_words,
    "wave_badge": fieldwork_words.wave_badge,
    "assignment_badge": fieldwork_words.assignment_badge,
    "audit_badge": fieldwork_words.audit_badge,
    "outcome_badge": fieldwork_words.outcome_badge,
    "local_moment": fieldwork_words.local_moment_words,
    "photo_time": fieldwork_words.photo_time_words,
    "held": fieldwork_words.held_words,
}
for name, words in FILTERS.items():
    bp.add_app_template_filter(words, name)
