"""Rules about people: who may give which role, and how long an invitation holds."""

from dataclasses import dataclass
from datetime import timedelta

from mysteryshop.domain.access import ROLES, Viewer
from mysteryshop.domain.errors import N_, DomainError, NotAllowed, NotFound

INVITATION_HOLDS_FOR = timedelta(days=14)
ROLES_OF_A_BRAND = ("brand_owner", "location_manager", "shopper")

ROLE_NAMES = {
    "admin": N_("Administrator"),
    "account_manager": N_("Account manager"),
    "brand_owner": N_("Brand owner"),
    "location_manager": N_("Location manager"),
    "shopper": N_("Shopper"),
}


@dataclass(frozen=True, slots=True)
class Post:
    """A role and where it is held. An admin's names no brand; only a location manager's names an area or location."""

    role: str
    brand_id: int | None = None
    area_id: int | None = None
    location_id: int | None = None


class PostRefused(DomainError):
    """The role and the place do not go together; says which."""


class AlreadyMember(DomainError):
    """The person holds this role there already."""


class AlreadyInvited(DomainError):
    """An invitation for the same role and place is open."""


class LastAdmin(NotAllowed):
    """Without this person nobody could administer anything."""


class InvitationSpent(NotAllowed):
    """The link was used, revoked, or has expired."""


def roles_given_by(viewer: Viewer, brand_id: int | None) -> tuple[str, ...]:
    """The roles that this person may give in a brand (or, without a brand, everywhere), most powerful first."""
    roles = viewer.roles(brand_id) if brand_id is not None else frozenset(viewer.roles() & {"admin"})
    if "admin" in roles:
        return ROLES if brand_id is None else ROLES[1:]
    return ROLES_OF_A_BRAND if "account_manager" in roles else ()


def check_post(giver: Viewer, post: Post) -> None:
    """:raises NotFound: the giver may not give this role there; :raises PostRefused: role and place do not fit."""
    if post.role not in roles_given_by(giver, post.brand_id):
        raise NotFound(N_("This role cannot be given here."))
    if (post.role == "admin") != (post.brand_id is None):
        raise PostRefused(N_("Choose the brand. Only an administrator belongs to all of them."))
    if post.role != "location_manager" and (post.area_id or post.location_id):
        raise PostRefused(
            N_("Only a location manager is limited to an area or a location. Choose the whole brand.")
        )
    if post.area_id and post.location_id:
        raise PostRefused(N_("Choose an area or a location, not both."))
