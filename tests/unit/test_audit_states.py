import itertools

import pytest

from mysteryshop.domain.audit_states import (
    ASSIGNMENT_MOVES,
    ASSIGNMENT_STATES,
    AUDIT_MOVES,
    AUDIT_STATES,
    assignment_moves_from,
    audit_moves_from,
    next_assignment_state,
    next_audit_state,
)
from mysteryshop.domain.errors import NotAllowed

# Written out a second time on purpose: a row is state, then what each move leads to ("-" = refused).
AUDIT_TABLE = """
            approve   return    take_back  send_round  correct    reject    withdraw   release
submitted   approved  returned  -          -           submitted  rejected  withdrawn  -
returned    -         -         submitted  submitted   -          rejected  withdrawn  -
approved    -         -         -          -           -          -         -          -
rejected    -         -         -          -           -          -         -          -
withdrawn   -         -         -          -           -          -         -          -
held        -         -         -          -           -          rejected  withdrawn  submitted
"""
ASSIGNMENT_TABLE = """
          assign   unassign edit     move_window move_version start   send cancel    redo     accept_held
open      assigned -        open     open        open         -       -    cancelled -        done
assigned  assigned open     assigned assigned    assigned     started done cancelled assigned done
started   -        -        -        started     -            started done cancelled assigned done
done      -        -        -        -           -            -       -    -         assigned -
cancelled -        -        -        -           -            -       -    -         -        done
"""


def expected(table):
    heading, *lines = [line.split() for line in table.strip().splitlines()]
    return {(line[0], move): after for line in lines for move, after in zip(heading, line[1:], strict=True)}


@pytest.mark.parametrize(
    ("table", "states", "moves", "step"),
    [
        (AUDIT_TABLE, AUDIT_STATES, AUDIT_MOVES, next_audit_state),
        (ASSIGNMENT_TABLE, ASSIGNMENT_STATES, ASSIGNMENT_MOVES, next_assignment_state),
    ],
)
def test_every_pair_of_state_and_move_leads_where_the_table_says_or_is_refused(table, states, moves, step):
    wanted = expected(table)
    assert set(wanted) == set(itertools.product(states, moves))
    for (state, move), after in wanted.items():
        if after == "-":
            with pytest.raises(NotAllowed, match="Nothing was changed"):
                step(state, move)
        else:
            assert step(state, move) == after, (state, move)


def test_a_page_offers_exactly_the_moves_that_would_be_accepted():
    assert audit_moves_from("held") == {"reject", "withdraw", "release"}
    assert audit_moves_from("approved") == frozenset()
    assert assignment_moves_from("cancelled") == {"accept_held"}


def test_a_move_that_does_not_exist_is_a_broken_program():
    with pytest.raises(KeyError):
        next_audit_state("submitted", "burn")
    with pytest.raises(KeyError):
        next_audit_state("burnt", "approve")
