"""The benchmark of the claims stage times each kind of work on every text, and nothing takes no time."""

from benchmarks.claims.speed import measure, prepare
from benchmarks.speed import make_texts


def test_the_stage_is_measured_on_articles_with_quotes() -> None:
    texts = make_texts(3)
    assert prepare(texts).articles.num_rows == 3
    took = measure(texts, times=1)
    assert min(took) > 0
    assert took.claims > took.floor
