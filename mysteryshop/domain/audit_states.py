"""Which moves an audit and an assignment can make, as data. Everything not listed here is refused.

An audit is `held` or `submitted` when it arrives. The state `incomplete`, for photos still on their way, is
the phone API's word and is never stored.
"""

from collections.abc import Mapping

from mysteryshop.domain.errors import N_, NotAllowed

AUDIT_STATES = ("submitted", "returned", "approved", "rejected", "withdrawn", "held")
ASSIGNMENT_STATES = ("open", "assigned", "started", "done", "cancelled")

# An assignment has at most one audit in any other state than these; a partial unique index says the same.
STATES_THAT_DO_NOT_COUNT = ("held", "rejected", "withdrawn")

# move -> {state before: state after}
AUDIT_MOVES: Mapping[str, Mapping[str, str]] = {
    "approve": {"submitted": "approved"},
    "return": {"submitted": "returned"},
    "take_back": {"returned": "submitted"},  # the manager no longer needs what was asked for
    "send_round": {"returned": "submitted"},
    "correct": {"submitted": "submitted"},
    "reject": {"submitted": "rejected", "returned": "rejected", "held": "rejected"},
    "withdraw": {"submitted": "withdrawn", "returned": "withdrawn", "held": "withdrawn"},
    "release": {"held": "submitted"},
}

ASSIGNMENT_MOVES: Mapping[str, Mapping[str, str]] = {
    "assign": {"open": "assigned", "assigned": "assigned"},
    "unassign": {"assigned": "open"},
    "edit": {"open": "open", "assigned": "assigned"},
    "move_window": {"open": "open", "assigned": "assigned", "started": "started"},
    "move_version": {"open": "open", "assigned": "assigned"},  # a started draft keeps its version
    "start": {"assigned": "started", "started": "started"},
    "send": {"assigned": "done", "started": "done"},
    "cancel": {"open": "cancelled", "assigned": "cancelled", "started": "cancelled"},
    # Its audit was rejected or withdrawn: the visit is to be made again.
    "redo": {"done": "assigned", "started": "assigned", "assigned": "assigned"},
    # A held audit (late, or sent for a cancelled assignment) was let in after all.
    "accept_held": {"open": "done", "assigned": "done", "started": "done", "cancelled": "done"},
}

_AUDIT_REFUSALS = {
    "submitted": N_(
        "This audit is waiting for review, and no answers are being asked for. Nothing was changed."
    ),
    "returned": N_("This audit was returned and waits for the shopper's next round. Nothing was changed."),
    "approved": N_("This audit has been approved already. Nothing was changed."),
    "rejected": N_("This audit has been rejected already. Nothing was changed."),
    "withdrawn": N_("This audit was withdrawn. Nothing was changed."),
    "held": N_("This audit is held. Release it or reject it first. Nothing was changed."),
}

_ASSIGNMENT_REFUSALS = {
    "open": N_("This assignment has no shopper yet. Choose one first. Nothing was changed."),
    "assigned": N_("This assignment is with a shopper who has not started. Nothing was changed."),
    "started": N_("The shopper has started this visit, so it stays as it is. Nothing was changed."),
    "done": N_("This visit has been made and sent. Nothing was changed."),
    "cancelled": N_("This assignment was cancelled. Nothing was changed."),
}


def next_audit_state(state: str, move: str) -> str:
    """The state of an audit after a move.

    :raises NotAllowed: the move is not possible from here; the sentence says how things stand.
    :raises KeyError: no such state or move: a broken program, never a user's mistake.
    """
    refusal = _AUDIT_REFUSALS[state]
    after = AUDIT_MOVES[move].get(state)
    if after is None:
        raise NotAllowed(refusal)
    return after


def next_assignment_state(state: str, move: str) -> str:
    """The state of an assignment after a move; raises like `next_audit_state`."""
    refusal = _ASSIGNMENT_REFUSALS[state]
    after = ASSIGNMENT_MOVES[move].get(state)
    if after is None:
        raise NotAllowed(refusal)
    return after


def audit_moves_from(state: str) -> frozenset[str]:
    """The moves possible from a state, so that a page offers nothing that would be refused."""
    return frozenset(move for move, steps in AUDIT_MOVES.items() if state in steps)


def assignment_moves_from(state: str) -> frozenset[str]:
    """As `audit_moves_from`, for assignments."""
    return frozenset(move for move, steps in ASSIGNMENT_MOVES.items() if state in steps)
