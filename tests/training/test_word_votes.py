"""Words get one vote per site, and a site's own lines are scored without its vote."""

import numpy as np

from training.word_votes import count_votes


def test_one_vote_per_site_however_often_the_word_is_there() -> None:
    slots = np.array([5, 5, 5, 5, 5, 9])
    sites = np.array([0, 0, 0, 0, 1, 1])
    in_story = np.array([False, False, False, False, True, True])
    votes = count_votes(slots, sites, in_story, np.ones(6, bool))
    assert votes.table[5] == 0  # four lines of one site against one line of another: a draw
    assert votes.table[9] > 0
    assert votes.table[77] == 0


def test_own_scores_leave_the_own_site_out() -> None:
    slots, sites = np.array([5, 5, 9]), np.array([0, 1, 1])
    votes = count_votes(slots, sites, np.array([True, False, True]), np.ones(3, bool))
    assert votes.own[0] < 0 < votes.own[1]
    assert votes.own[2] == 0


def test_words_that_are_not_counted_have_no_vote() -> None:
    counted = np.array([True, False])
    votes = count_votes(np.array([5, 5]), np.array([0, 1]), np.array([True, False]), counted)
    assert votes.table[5] > 0
    assert votes.own.tolist() == [0, votes.table[5]]
