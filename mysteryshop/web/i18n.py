"""Which language a request speaks."""

from flask import current_app, has_request_context, request
from flask_login import current_user


def current_language() -> str:
    """The person's own choice, else the browser's cookie, else what the browser asks for, else English."""
    languages = current_app.config["LANGUAGES"]
    if not has_request_context():
        return "en"  # jobs and commands say their language with force_locale
    chosen = request.cookies.get("language")
    if current_user and current_user.is_authenticated and current_user.language:
        chosen = current_user.language
    if chosen in languages:
        return str(chosen)
    return request.accept_languages.best_match(languages) or "en"
