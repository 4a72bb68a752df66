"""Places are shared: nobody has all of them, and who has fewest goes next."""

from service.turns import Turns


def test_one_owner_alone_leaves_a_place_free() -> None:
    turns: Turns[int] = Turns(3, share=2)
    begun = [ready for number in range(5) for ready in turns.ask("a", number)]
    assert begun == [("a", 0), ("a", 1)]
    assert turns.ask("b", 9) == [("b", 9)]


def test_who_waits_takes_turns_in_order() -> None:
    turns: Turns[str] = Turns(1, share=1)
    assert turns.ask("a", "a1") == [("a", "a1")]
    for one in ("a2", "b1", "b2", "c1"):
        assert turns.ask(one[0], one) == []
    order = []
    owner: object = "a"
    for _ in range(4):
        ((owner, one),) = turns.leave(owner)
        order.append(one)
    assert order == ["a2", "b1", "c1", "b2"]
    assert turns.leave(owner) == []
    assert turns.ask("d", "d1") == [("d", "d1")]
