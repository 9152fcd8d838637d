"""Who may open a route. Declared on every view, decided here, and denied where nothing is declared."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Flask, abort, current_app, g, redirect, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from mysteryshop.domain.access import ROLES_THAT_MAY, Scope, Viewer
from mysteryshop.models import Brand
from mysteryshop.queries.scope import find_brand, viewer_of

# Views of libraries cannot carry a declaration; they are listed by name.
PUBLIC_ENDPOINTS = {
    "static",
    "security.login",
    "security.logout",
    "security.forgot_password",
    "security.reset_password",
}
SIGNED_IN_ENDPOINTS = {"security.change_password"}

View = Callable[..., Any]


def requires(permission: str, *, with_brand: bool = True) -> Callable[[View], View]:
    """Open the view to people who hold the permission; to everybody else it does not exist (404).

    With a `brand_id` in the address the permission must be held in that brand, and `g.brand` and `g.scope` are set:
    what is looked up inside the view is looked up inside them. Who is not signed in goes to sign-in, or gets 401 as
    JSON below /api. `g.viewer` is who asks.

    :param with_brand: False spares a file, which shows no brand, the look-up of it: `g.brand` is not set.
    :raises KeyError: no such permission, when the program starts.
    """
    ROLES_THAT_MAY[permission]

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            viewer = current_viewer()
            if viewer is None:
                return not_signed_in()
            brand_id = kwargs.get("brand_id")
            # An account is one's own also when the last role was taken away.
            if permission != "have an account" and not viewer.may(permission, brand_id):
                abort(404)
            if brand_id is not None:
                if with_brand:
                    g.brand = find_brand(brand_id) or abort(404)
                g.scope = viewer.scope(permission, brand_id)
            return view(*args, **kwargs)

        guarded.access = permission  # type: ignore[attr-defined]  # read by deny_undeclared and the tests
        return guarded

    return decorate


def public(view: View) -> View:
    """Open the view to everybody."""
    view.access = "public"  # type: ignore[attr-defined]
    return view


def current_viewer() -> Viewer | None:
    """Who asks, with all grants; None when not signed in. Read once a request."""
    if "viewer" not in g:
        g.viewer = viewer_of(current_user) if current_user.is_authenticated else None
    viewer: Viewer | None = g.viewer
    return viewer


def own_viewer() -> Viewer:
    """The viewer of a guarded view."""
    viewer = current_viewer()
    assert viewer is not None, "only inside a view that @requires something"
    return viewer


def own_scope() -> Scope:
    """What of the brand in the address the viewer reaches, inside a guarded view."""
    scope: Scope = g.scope
    return scope


def own_brand() -> Brand:
    """The brand in the address, inside a guarded view."""
    brand: Brand = g.brand
    return brand


def not_signed_in() -> Response | tuple[dict[str, str], int]:
    """To the sign-in page, or a JSON 401 for the phone, which would take a redirect for success."""
    if request.path.startswith("/api/"):
        return {"error": "sign_in"}, 401
    if request.path == "/":
        return redirect(url_for("security.login"))  # the way in: nothing was asked for that needs explaining
    answer: Response = current_app.login_manager.unauthorized()  # type: ignore[attr-defined]
    return answer


def deny_undeclared() -> Response | tuple[dict[str, str], int] | None:
    """Before every request: a route that declares nothing is closed, so that forgetting is safe."""
    endpoint = request.endpoint
    if endpoint is None or endpoint in PUBLIC_ENDPOINTS:
        return None
    if endpoint in SIGNED_IN_ENDPOINTS:
        return None if current_viewer() else not_signed_in()
    if not hasattr(current_app.view_functions[endpoint], "access"):
        abort(404)
    return None


def register(app: Flask) -> None:
    app.before_request(deny_undeclared)
