"""Invitations and one's own account: pages of everybody, whatever the role."""

from mysteryshop.domain.people import ROLE_NAMES
from mysteryshop.web.people import views
from mysteryshop.web.people.blueprint import bp

__all__ = ["bp", "views"]

bp.record_once(lambda state: state.app.jinja_env.globals.update(role_names=ROLE_NAMES))
