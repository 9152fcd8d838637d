"""Who may do what, where. Pure data and arithmetic of scopes; `web/access.py` asks it for every route."""

from dataclasses import dataclass

ROLES = ("admin", "account_manager", "brand_owner", "location_manager", "shopper")
CHANNELS = ("visit", "phone", "email", "chat", "web")
SITUATIONS = ("order", "inquiry", "purchase", "complaint", "feedback")

AGENCY = frozenset({"admin", "account_manager"})

ROLES_THAT_MAY: dict[str, frozenset[str]] = {
    "administer": frozenset({"admin"}),
    "manage brand": AGENCY,
    "build scorecards": AGENCY | {"brand_owner"},
    "read results": AGENCY | {"brand_owner", "location_manager"},
    "fill audits": frozenset({"shopper"}),
    "have an account": frozenset(ROLES),
}


@dataclass(frozen=True, slots=True)
class Grant:
    """A role held somewhere. An admin's names no brand; a location manager's may name an area or a location."""

    role: str
    brand_id: int | None = None
    area_id: int | None = None
    location_id: int | None = None


@dataclass(frozen=True, slots=True)
class Scope:
    """What of one brand a person reaches: all of it, or some areas (with what lies below them) and locations."""

    brand_id: int
    whole_brand: bool
    area_ids: frozenset[int] = frozenset()
    location_ids: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Viewer:
    """The person who asks, with everything that decides what they get."""

    user_id: int
    name: str
    grants: tuple[Grant, ...]

    def roles(self, brand_id: int | None = None) -> frozenset[str]:
        """The roles held in a brand, an admin's included; without a brand, those held anywhere."""
        return frozenset(g.role for g in self.grants if brand_id is None or g.brand_id in (None, brand_id))

    def may(self, permission: str, brand_id: int | None = None) -> bool:
        """:raises KeyError: no such permission; a typo fails at once."""
        return bool(self.roles(brand_id) & ROLES_THAT_MAY[permission])

    def is_agency(self, brand_id: int) -> bool:
        """True for those who may see who the shopper is and when exactly the visit was."""
        return bool(self.roles(brand_id) & AGENCY)

    def brand_ids(self, permission: str) -> frozenset[int] | None:
        """The brands in which the permission is held; None means every brand."""
        roles = ROLES_THAT_MAY[permission]
        held = [g.brand_id for g in self.grants if g.role in roles]
        return None if None in held else frozenset(b for b in held if b is not None)

    def scope(self, permission: str, brand_id: int) -> Scope | None:
        """What of the brand the permission reaches; None when it is not held there."""
        roles = ROLES_THAT_MAY[permission]
        grants = [g for g in self.grants if g.role in roles and g.brand_id in (None, brand_id)]
        if not grants:
            return None
        whole = any(g.area_id is None and g.location_id is None for g in grants)
        return Scope(
            brand_id,
            whole,
            frozenset(g.area_id for g in grants if g.area_id is not None),
            frozenset(g.location_id for g in grants if g.location_id is not None),
        )
