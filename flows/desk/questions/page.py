"""The page docs/questions.md, made from the heads of the questions' files: `make docs` writes it."""

import sys
from itertools import groupby

from flows.desk.questions.catalogue import describe_columns, read_questions
from flows.desk.questions.header import Question

_INTRODUCTION = """# Questions

<!-- Generated: `make docs`. A test fails when it is stale. -->

`wirecopy ask` answers twenty questions about what the warehouse holds, each by one file in `sql/questions/`.

```sh
wirecopy ask                                     # all of them, a line each
wirecopy ask corroboration --claim "letter"      # an answer, of claims with this word alone
wirecopy ask corroboration --help                # its grain, columns and filters
wirecopy ask corroboration --sql                 # its SQL, to go on from in any DuckDB client
```

`--format`, `--limit`, `--output`, `--as-of` and `--warehouse` are those of `wirecopy sql`. A terminal shows as many
columns as it has room for, and names the others; with `--output` or another format than a table no column is
missing.

**Filters** choose rows and never change a count: with `--outlet` you see the facts that this outlet carries, with
all their articles and origins. Words are matched from their beginning (*letter* finds *letters*), all of them, in
any order, case and accents aside. Whatever has no outlet, speaker or date is left out by a filter for it.

**Counts** are those of the tables: `articles`, `origins` and `roots` are `article_count`, `origin_count` and
`root_count`, in the sense of the [glossary](glossary.md). What the files do not decide is empty, or says
`undetermined`.

**Speed**, measured on two cores that others used too, with 98,800 articles and 1.5 million claims (the sample 2,600
times over), all rows of the answer: `first_seen` 2 seconds, `chains` 4, `asserted_or_hedged` 6, `proof` of 2.5 million
rows 12, `corrupted_names` 15.

## A question of your own

Put a file into a folder of yours, and name the folder:

```sql
-- One row per outlet.
-- Which outlets put most numbers into their claims?
-- numbers: Numbers in all claims of the outlet.
-- $outlet: words of the outlet's name: what it carries
-- $least: smallest count to show
select
    outlet,
    count(*) as numbers
from claim_quantities
inner join articles using (article_id)
where has_words(outlet, $outlet)
group by outlet
having count(*) >= coalesce(cast($least as integer), 1)
order by numbers desc, outlet
```

```sh
wirecopy ask --questions my_questions outlets_by_numbers --least 3
WIRECOPY_QUESTIONS=my_questions wirecopy ask
```

The comments before the statement are its head: the grain (`One row per …`), the question, and a line for each column
and each `$parameter`; `-- Topic: …` puts it under a heading of the list. None of them is required. A comment that is
set in by three more blanks goes on with the line before. A parameter is text, or null where it is not given: cast it
where you want a number. The statement reads the warehouse and nothing else, as with `wirecopy sql`. There as here
SQL may use:

| macro | |
|---|---|
| `has_words(written, wanted)` | every word wanted begins a word of what is written; true where nothing is wanted |
| `place(raw_path, raw_member)` | where an article stands: `path`, or `path!member` |
| `is_article(article_id, place, wanted)` | it has this id, or this in its place; true where nothing is wanted |
| `in_period(published_on, since, until)` | the date lies wholly between the two; true where neither is given |
| `marked_changes(word_diff)` | a word diff as text: `[-gone-]{+new+}` |
"""


def questions_page() -> str:
    """Return the page as Markdown."""
    sections = [_INTRODUCTION]
    for topic, questions in groupby(read_questions(), key=lambda question: question.topic):
        sections += [f"## {topic}\n", *map(_section, questions)]
    return "\n".join(sections)


def _section(question: Question) -> str:
    filters = [f"`--{name}` {_cell(meaning)}" for name, meaning in question.parameters.items()]
    rows = [f"| `{name}` | {_cell(meaning)} |" for name, meaning in describe_columns(question).items()]
    lines = [f"### {question.name}\n", f"*{question.meaning}* {question.grain}\n"]
    lines += ["| column | meaning |", "|---|---|", *rows]
    return "\n".join([*lines, f"\nFilters: {'; '.join(filters)}."]) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    sys.stdout.write(questions_page())
