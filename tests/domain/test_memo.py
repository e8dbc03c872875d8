"""What never changes is remembered, within bounds, and known by a name."""

from __future__ import annotations

from domain.memo import Kept, MemoStats, memo, stats


def test_a_function_is_called_once_for_what_it_was_given() -> None:
    called: list[str] = []

    @memo("test_letters", size=2)
    def letters(text: str) -> int:
        called.append(text)
        return len(text)

    assert [letters("mairie"), letters("mairie"), letters("élu")] == [6, 6, 3]
    assert called == ["mairie", "élu"]
    assert stats()["test_letters"] == MemoStats(hits=1, misses=2, size=2, limit=2)


def test_a_full_memory_forgets_what_was_used_least_lately() -> None:
    called: list[str] = []

    @memo("test_forgetting", size=2)
    def letters(text: str) -> int:
        called.append(text)
        return len(text)

    for text in ("a", "b", "a", "c", "a", "b"):
        letters(text)

    assert called == ["a", "b", "c", "b"]


def test_what_is_kept_is_told_apart_from_what_is_to_be_read() -> None:
    kept = Kept[str, int]("test_kept", 3)
    kept.add({"a": 1, "b": 2})

    assert kept.among(["b", "c", "b", "a"]) == ({"b": 2, "a": 1}, ["c"])
    assert stats()["test_kept"] == MemoStats(hits=2, misses=1, size=2, limit=3)


def test_what_came_first_leaves_first() -> None:
    kept = Kept[str, int]("test_leaving", 2)

    kept.add({"a": 1, "b": 2})
    kept.add({"c": 3})

    assert kept.among(["a", "b", "c"]) == ({"b": 2, "c": 3}, ["a"])


def test_memories_of_one_name_are_counted_together_while_they_are_in_use() -> None:
    one, other = (Kept[str, int]("test_twice", 5) for _ in range(2))
    one.add({"a": 1})
    other.add({"a": 1, "b": 2})

    assert stats()["test_twice"].size == 3
    del one, other
    assert "test_twice" not in stats()
