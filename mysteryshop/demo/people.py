"""The people of the demo: invited and accepted as on the pages; five of them can sign in."""

from dataclasses import dataclass
from datetime import datetime

from mysteryshop.domain.access import Grant, Viewer
from mysteryshop.domain.people import Post
from mysteryshop.services.demo import mark_as_demo
from mysteryshop.services.invitations import Invitee, accept_as, accept_as_new_person, invite
from mysteryshop.services.letters import invitation_mail
from mysteryshop.services.people import update_account


@dataclass(frozen=True, slots=True)
class Hashes:
    """Argon2 hashes, made by the caller: of the known password, and of one that nobody knows."""

    known: str
    unknown: str


@dataclass(frozen=True, slots=True)
class Inviter:
    """Invites people in the name of one who may."""

    viewer: Viewer | None  # None: the command line
    hashes: Hashes
    now: datetime

    def bring(self, email: str, name: str, post: Post, brand: str | None, language: str | None) -> int:
        """Invite a person, who accepts at once. :returns: the user's id.

        :param language: None: one who signs in with the known password, in the browser's language.
        """
        token = self._invite(email, name, post, brand, language or "en")
        is_demo = language is None
        password = self.hashes.known if is_demo else self.hashes.unknown
        user_id = accept_as_new_person(
            token, name=name, password_hash=password, language=language or "en", now=self.now
        )
        if is_demo:
            update_account(user_id, name=name, language=None)
            mark_as_demo([user_id])
        return user_id

    def also(self, user_id: int, email: str, name: str, post: Post, brand: str) -> None:
        """One more role for somebody who is here already."""
        accept_as(self._invite(email, name, post, brand, "en"), user_id, now=self.now)

    def leave_open(self, email: str, name: str, post: Post, brand: str, language: str) -> None:
        """An invitation that waits for its answer."""
        self._invite(email, name, post, brand, language)

    def _invite(self, email: str, name: str, post: Post, brand: str | None, language: str) -> str:
        mail = invitation_mail(
            email=email,
            name=name,
            language=language,
            role=post.role,
            brand=brand,
            inviter=self.viewer.name if self.viewer else "Mysteryshop",
            now=self.now,
        )
        _id, token = invite(self.viewer, Invitee(email, name, language), post, write_mail=mail, now=self.now)
        return token


def viewer_of_admin(user_id: int, name: str) -> Viewer:
    return Viewer(user_id, name, (Grant("admin"),))
