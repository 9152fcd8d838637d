"""Words of the managers' pages, as template filters."""

from mysteryshop.reports.history_words import action_words, after_words
from mysteryshop.reports.situations import channel_name
from mysteryshop.web.manager.blueprint import bp

bp.add_app_template_filter(action_words, "action")
bp.add_app_template_filter(after_words, "told")
bp.add_app_template_filter(channel_name, "channel")
