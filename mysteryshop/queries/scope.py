"""Scopes as SQL: what of a brand a person reaches."""

from sqlalchemy import ColumnElement, false, or_, select, true

from mysteryshop.domain.access import Grant, Scope, Viewer
from mysteryshop.extensions import db
from mysteryshop.models import Area, Brand, Location, Membership, User


def viewer_of(user: User) -> Viewer:
    """The person with all grants; a deactivated one holds none."""
    columns = Membership.role, Membership.brand_id, Membership.area_id, Membership.location_id
    rows = db.session.execute(select(*columns).where(Membership.user_id == user.id).order_by(Membership.id))
    return Viewer(user.id, user.name, tuple(Grant(*row) for row in rows) if user.active else ())


def location_in_scope(scope: Scope) -> ColumnElement[bool]:
    """A condition on `Location`: of the scope's brand, and inside its areas (and what lies below them) or locations."""
    of_brand = Location.brand_id == scope.brand_id
    if scope.whole_brand:
        return of_brand
    paths = db.session.scalars(
        select(Area.path).where(Area.id.in_(scope.area_ids), Area.brand_id == scope.brand_id)
    )
    below = select(Area.id).where(
        Area.brand_id == scope.brand_id,
        or_(false(), *[Area.path.startswith(path, autoescape=True) for path in paths]),
    )
    return of_brand & or_(Location.area_id.in_(below), Location.id.in_(scope.location_ids))


def brand_reached(viewer: Viewer, permission: str) -> ColumnElement[bool]:
    """A condition on `Brand`: the permission is held somewhere in it."""
    ids = viewer.brand_ids(permission)
    return true() if ids is None else Brand.id.in_(ids)


def find_brand(brand_id: int) -> Brand | None:
    """The brand, or None. Whether the asker may reach it is decided by `web/access.py` before."""
    return db.session.get(Brand, brand_id)


def brands_of(viewer: Viewer, permission: str) -> list[Brand]:
    """The brands in which the viewer holds the permission, by name."""
    return list(
        db.session.scalars(select(Brand).where(brand_reached(viewer, permission)).order_by(Brand.name))
    )


def locations_of(scope: Scope) -> list[Location]:
    """The locations inside the scope, by name."""
    return list(db.session.scalars(select(Location).where(location_in_scope(scope)).order_by(Location.name)))
