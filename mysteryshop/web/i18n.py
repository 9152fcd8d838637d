"""Which language a request speaks."""

from flask import current_app, has_request_context, request
from flask_login import current_user


def current_language() -> str:
    """What the switch was set to, else the person's own language, else what the browser asks for, else English."""
    languages = current_app.config["LANGUAGES"]
    if not has_request_context():
        return "en"  # jobs and commands say their language with force_locale
    chosen = request.cookies.get("language")
    if chosen not in languages and current_user and current_user.is_authenticated:
        chosen = current_user.language
    if chosen in languages:
        return str(chosen)
    return request.accept_languages.best_match(languages) or "en"
