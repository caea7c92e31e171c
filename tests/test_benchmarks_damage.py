"""Damage is the same for the same seed, does what its name says, and leaves the rest alone."""

import random

import pytest

from benchmarks.damage import DAMAGES

TEXT = """Ferry line reopens after storm

The ferry line to Varnholm reopened on Monday with 1,400 passengers and 3 ships, its owner said.

"We never doubted it," said Ilse Brandt, who runs the harbour. "The crews worked day and night."

The storm had closed the line for 12 days. Repairs cost 2,300,000 crowns.

The next ship leaves on Tuesday."""
OTHER = """A museum of clocks opens

The town of Pellworth opened a museum of clocks on Friday.

Some 900 clocks are on show, the oldest of them from 1612."""


def _damaged(kind: str, seed: int = 3) -> str:
    return DAMAGES[kind](TEXT, OTHER, random.Random(seed))


@pytest.mark.parametrize("kind", DAMAGES)
def test_the_same_seed_gives_the_same_damage(kind: str) -> None:
    assert _damaged(kind) == _damaged(kind)
    assert any(_damaged(kind, seed) != TEXT for seed in range(9))


def test_a_truncated_text_is_an_opening() -> None:
    assert all(TEXT.startswith(_damaged("truncated", seed)) for seed in range(20))
    assert all(0.3 < len(_damaged("truncated", seed)) / len(TEXT) <= 0.95 for seed in range(20))


def test_numbers_keep_their_value() -> None:
    forms = {
        word
        for seed in range(20)
        for word in ("1400", "1.4 thousand", "2.3 million")
        if word in _damaged("numbers", seed)
    }
    assert forms == {"1400", "1.4 thousand", "2.3 million"}
    assert "three ships" in _damaged("numbers")


def test_noise_stays_within_its_bounds() -> None:
    for seed in range(20):
        changed = sum(one != other for one, other in zip(TEXT.split(), _damaged("noise", seed).split(), strict=False))
        assert changed
        assert abs(len(_damaged("noise", seed)) - len(TEXT)) < 0.05 * len(TEXT)


def test_a_splice_is_less_than_half_of_the_whole() -> None:
    for seed in range(20):
        spliced = _damaged("spliced", seed)
        assert "museum" in spliced
        assert len(TEXT) > 0.5 * len(spliced)


def test_other_words_stay_under_a_new_headline() -> None:
    changed = _damaged("headline")
    assert "Ferry line reopens" not in changed
    assert changed.endswith(TEXT.split("\n\n", 1)[1])
