import pytest

from marketplace.refusal import Problem, Refusal


class ShelfRefused(Refusal):
    pass


def test_all_problems_are_told_once():
    refused = ShelfRefused(
        [
            Problem("not_enough", "Only 2 left.", "quantity", {"free": 2}),
            Problem("place_closed", "This place is closed."),
        ]
    )

    assert refused.codes == ["not_enough", "place_closed"]
    assert str(refused) == "Only 2 left. This place is closed."
    assert refused.problems[0].data == {"free": 2}
    assert (refused.problems[1].field, refused.problems[1].data) == ("", {})


def test_one_problem_needs_no_list():
    assert ShelfRefused(Problem("empty", "Your basket is empty.")).codes == ["empty"]


def test_a_room_catches_its_own_and_a_screen_catches_all():
    with pytest.raises(Refusal):
        raise ShelfRefused(Problem("empty", "Your basket is empty."))


def test_problems_do_not_share_their_data():
    first, second = Problem("a", "A."), Problem("b", "B.")
    first.data["x"] = 1

    assert second.data == {}


def test_the_list_given_stays_the_callers():
    given = [Problem("a", "A.")]
    refused = ShelfRefused(given)
    given.append(Problem("b", "B."))

    assert refused.codes == ["a"]
