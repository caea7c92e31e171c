"""The twenty questions: each is answered on the sample as kept, says all of itself, and counts what is there.

After a change that is meant, `RENEW=1 python -m pytest tests/test_questions.py -k kept` writes the kept answers anew;
read what changed before you keep it.
"""

import hashlib
import io
import json
import os
import re
import shlex
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from conftest import ROOT, run_here

from flows.base.errors import UserError
from flows.desk.cli import cli, main
from flows.desk.questions.answering import answer, fitting_columns, runnable_statement
from flows.desk.questions.catalogue import TOPICS, describe_columns, question_names, read_question, read_questions
from flows.desk.questions.header import NO_TOPIC, find_parameters, parse_question, with_values
from flows.desk.questions.page import questions_page
from flows.desk.reading import add_macros, open_warehouse
from flows.desk.tables import write_csv
from flows.store.engine import Connection, empty_warehouse, sql_text

Say = Callable[..., tuple[int, str, str]]
PAGE = (ROOT / "docs/questions.md").read_text("utf-8")
FOLDER = Path(__file__).parent / "fixtures/questions"
QUESTIONS = {question.name: question for question in read_questions()}
# Each with the topic of the issue that it answers.
TWENTY = {
    "additions": "what a copy adds",
    "anonymous_sources": "anonymous and unnamed sources",
    "asserted_or_hedged": "what one outlet asserts and another hedges",
    "chains": "attribution chains",
    "changed_quotes": "quotes that changed between copies with a word diff",
    "contradictions": "contradictions",
    "copied_shares": "share of each article that is copied, and from where",
    "corroboration": "corroboration by articles, origins and roots",
    "corrupted_names": "corrupted names and to whom they resolve",
    "credits": "credited and uncredited copies",
    "drifted_numbers": "numbers that drifted",
    "first_seen": "first appearance",
    "independent_utterances": "utterances carried by independent origins",
    "not_speech": "words in marks that are no speech",
    "one_foreign_source": "articles resting on one foreign source",
    "proof": "proof from a row to the bytes",
    "self_contradictions": "speakers contradicting themselves",
    "shifted_hedges": "hedges dropped or strengthened",
    "speakers": "speakers by distinct utterances",
    "unverified": "what the outlet says it could not verify",
}
# Of what would fill many pages, a part is kept.
NARROWED = {
    "proof": {"article": "tideline-207.txt"},
    "chains": {"outlet": "coastline post"},
    "corroboration": {"outlet": "harbour courier"},
    "first_seen": {"outlet": "harbour courier"},
}
# A value for each parameter, by which something of every answer that takes it goes, and something stays.
VALUES = {
    "claim": ["warned", "amberlyn", "license plan", "families", "dozens residents", "maintenance"],
    "speaker": ["kallin", "DELORNE", "brage", "meridian", "hanne", "hospital"],
    "outlet": ["Harbour Courier", "northlight", "coastline", "islands", "bell"],
    "article": [
        "portal-1147",
        "courier/2024-03-14-port-ardle-sea-wall.html",
        "northlight-88120",
        "shore-review",
        "skarn",
        "meridian",
    ],
    "language": ["de", "en"],
    "since": ["2024-04", "2024-03-12"],
    "until": ["2024-03", "2024-04-10"],
}
# Nobody in the sample contradicts himself, and the file with misspelt names does not say its outlet.
ROWLESS = {"self_contradictions"}
OUTLETLESS = ("corrupted_names", "outlet")


@pytest.fixture(scope="module")
def con(sample_warehouse: Path) -> Iterator[Connection]:
    with open_warehouse(sample_warehouse) as opened:
        yield opened


def ask(con: Connection, name: str, **values: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = answer(con, QUESTIONS[name], values).to_pylist()
    return rows


def test_the_twenty_are_there_and_no_other() -> None:
    assert question_names() == sorted(TWENTY)
    assert {question.topic for question in QUESTIONS.values()} == set(TOPICS)


@pytest.mark.parametrize("name", TWENTY)
def test_an_answer_on_the_sample_is_the_kept_one(name: str, con: Connection) -> None:
    out = io.BytesIO()
    write_csv(answer(con, QUESTIONS[name], NARROWED.get(name, {})), out)
    kept = FOLDER / f"{name}.csv"
    if os.environ.get("RENEW"):
        kept.write_bytes(out.getvalue())
    assert out.getvalue().decode().splitlines() == kept.read_text("utf-8").splitlines()


@pytest.mark.parametrize("name", TWENTY)
def test_a_head_says_grain_meaning_and_every_column_and_parameter(name: str) -> None:
    question = QUESTIONS[name]
    assert sql_text(f"questions/{name}").startswith("-- One row per ")
    assert question.grain.endswith(".")
    assert question.meaning.endswith("?")
    assert len(question.meaning) < 100
    columns = describe_columns(question)
    assert all(columns.values()), columns
    assert set(question.columns) <= set(columns), "a column is described that is not there"
    assert all(question.parameters.values())
    told = re.findall(r"^-- \$(\w+):", sql_text(f"questions/{name}"), re.MULTILINE)
    assert told == list(question.parameters), "a parameter is described that is not used"
    ids = [column.endswith("_id") for column in columns]
    assert any(ids)
    assert ids == sorted(ids), "ids come last"
    assert ";" not in question.statement.replace("'; '", "")


def test_a_parameter_means_the_same_in_every_question() -> None:
    meanings = defaultdict(set)
    for question in QUESTIONS.values():
        for name, meaning in question.parameters.items():
            meanings[name].add(meaning)
    assert all(len(some) == 1 for some in meanings.values()), meanings


@pytest.mark.parametrize(
    ("name", "parameter"),
    [(name, parameter) for name in TWENTY if name not in ROWLESS for parameter in QUESTIONS[name].parameters],
)
def test_a_parameter_leaves_some_rows_and_takes_others(name: str, parameter: str, con: Connection) -> None:
    every = ask(con, name)
    values = VALUES.get(parameter) or [str(every[0]["row_id"])]
    answers = [ask(con, name, **{parameter: value}) for value in values]
    for rows in answers:
        assert all(row in every for row in rows), "a filter changes no row"
    assert any(len(rows) > 0 for rows in answers) == ((name, parameter) != OUTLETLESS)
    assert any(len(rows) < len(every) for rows in [*answers, ask(con, name, **{parameter: "1000-zzz"})])


@pytest.mark.parametrize("name", TWENTY)
def test_ids_lead_on_to_rows_that_are_there(name: str, con: Connection) -> None:
    kinds = {
        "art": "articles",
        "quo": "quotes",
        "clm": "claims",
        "fam": "families",
        "act": "actors",
        "utt": "utterances",
        "grp": "claim_groups",
    }
    known = {
        prefix: {row[0] for row in con.execute(f"select * from {table}").fetchall()} for prefix, table in kinds.items()
    }
    known["utt"] = {row[0] for row in con.execute("select utterance_id from utterances").fetchall()}
    for row in ask(con, name):
        for column, value in row.items():
            if column.endswith("_id") and value is not None:
                assert value in known[value[:3]], (column, value)


def test_corroboration_counts_what_python_counts_from_the_memberships(con: Connection) -> None:
    articles: dict[str, set[str]] = defaultdict(set)
    origins: dict[str, set[str]] = defaultdict(set)
    outlets: dict[str, set[str]] = defaultdict(set)
    rows = con.execute(
        "select claim_group_id, article_id, origin_family_id, outlet from claims join articles using (article_id)"
    ).fetchall()
    for group, article, family, outlet in rows:
        articles[group].add(article)
        origins[group].add(family)
        outlets[group] |= {outlet} - {None}
    answers = ask(con, "corroboration")
    assert {row["claim_group_id"] for row in answers} == set(articles)
    for row in answers:
        group = row["claim_group_id"]
        counted = (len(articles[group]), len(origins[group]), len(outlets[group]))
        assert (row["articles"], row["origins"], row["outlets"]) == counted
        assert row["roots"] == len(row["named_roots"]) + row["unnamed_roots"]
        assert (row["reading"] == "one article") == (row["articles"] == 1)
        assert (row["reading"] == "several roots") == (row["origins"] > 1 and row["roots"] > 1)
    by_origins = [row["origins"] for row in answers]
    assert by_origins == sorted(by_origins, reverse=True)
    assert max(by_origins) > 2


def test_copied_shares_are_the_letters_that_python_counts(con: Connection) -> None:
    letters: dict[str, int] = defaultdict(int)
    taken: dict[tuple[str, str | None, str], int] = defaultdict(int)
    for article, kind, source, start, end in con.execute(
        "select article_id, kind, from_article_id, char_start, char_end from segments where kind <> 'boilerplate'"
    ).fetchall():
        letters[article] += end - start
        taken[article, source, kind] += end - start
    answers = ask(con, "copied_shares")
    current = {row[0] for row in con.execute("select article_id from articles where is_current").fetchall()}
    assert {row["article_id"] for row in answers} == current
    for row in answers:
        article, source = row["article_id"], row["from_article_id"]
        for kind, column in (("copied", "copied"), ("rewritten", "rewritten")):
            share = taken[article, source, kind] / letters[article] if source else 0.0
            assert row[column] == pytest.approx(share, abs=0.0006)
    for article in current:
        shares = [row for row in answers if row["article_id"] == article]
        assert sum(row["copied"] + row["rewritten"] for row in shares) + shares[0]["own"] == pytest.approx(1, abs=0.003)


def test_first_seen_says_undetermined_wherever_dates_and_copying_do_not_decide(con: Connection) -> None:
    facts = defaultdict(set)
    for group, article, date, family, origin in con.execute(
        "select claim_group_id, article_id, published_on, family_id, origin_article_id "
        "from claims join articles using (article_id) join families using (family_id)"
    ).fetchall():
        facts[group].add((article, date if date and len(date) == 10 else None, family, origin))
    answers = ask(con, "first_seen")
    assert {row["first_article"] == "undetermined" for row in answers} == {True, False}
    for row in answers:
        found = facts[row["claim_group_id"]]
        ids = {article for article, *_ in found}
        dates = sorted(date for _, date, *_ in found if date)
        origin = {origin for *_, origin in found} & ids
        if len(ids) == 1:
            first = next(iter(ids))
        elif len({family for *_, family, _ in found}) == 1 and origin:
            first = next(iter(origin))
        elif len(dates) == len(ids) and dates.count(dates[0]) == 1:
            first = next(article for article, date, *_ in found if date == dates[0])
        else:
            first = None
        assert row["article_id"] == first
        assert (row["first_article"] == "undetermined") == (first is None) == (row["why"] is not None)
        assert row["earliest_on"] == (dates[0] if dates else None)


def test_proof_holds_against_the_bytes_of_the_files(con: Connection) -> None:
    answers = ask(con, "proof")
    total = con.execute("select (select count(*) from quotes) + (select count(*) from claims)").fetchall()
    assert [(len(answers),)] == total
    assert {row["bytes"] for row in answers} == {"proven", "decoded", "rendered"}
    for row in answers:
        assert row["exact"]
        if row["bytes"] == "proven":
            raw = (ROOT / "raw" / row["article"]).read_bytes()
            assert hashlib.sha256(raw).hexdigest() == row["file_sha256"] == row["text_sha256"]
            text = raw.decode("utf-8").removeprefix("\ufeff")
            assert text[row["char_start"] : row["char_end"]] == row["content"]


def test_proof_tells_of_any_id_the_rows_behind_it(con: Connection) -> None:
    fact = ask(con, "corroboration", claim="amberlyn")[0]
    rows = ask(con, "proof", id=fact["claim_group_id"])
    assert {row["row_id"][:4] for row in rows} == {"clm_"}
    assert len({row["article_id"] for row in rows}) == fact["articles"]
    assert [row["row_id"] for row in ask(con, "proof", id=rows[0]["row_id"])] == [rows[0]["row_id"]]


def test_a_chain_names_nobody_twice_in_a_row_and_counts_the_hands_after_the_publisher(con: Connection) -> None:
    answers = ask(con, "chains")
    for row in answers:
        names = row["chain"].split(" ← ")
        assert row["hands"] == len(names) - 1 > 0
        assert names[0] != names[1]
        assert row["quotes"] + row["claims"] > 0
    assert {row["hands"] for row in answers} >= {1, 2}


def test_speakers_are_counted_by_utterances_and_not_by_copies(con: Connection) -> None:
    said: dict[str, set[str]] = defaultdict(set)
    quotes: dict[str, int] = defaultdict(int)
    for actor, utterance in con.execute(
        "select source_actor_id, utterance_id from quotes join utterance_quotes using (quote_id) "
        "where source_actor_id is not null"
    ).fetchall():
        said[actor].add(utterance)
        quotes[actor] += 1
    answers = ask(con, "speakers")
    assert {row["actor_id"]: row["utterances"] for row in answers} == {actor: len(some) for actor, some in said.items()}
    assert any(row["utterances"] < quotes[row["actor_id"]] for row in answers)


def test_a_speaker_who_contradicts_himself_is_found_and_two_who_contradict_each_other_are_not() -> None:
    with empty_warehouse() as con:
        add_macros(con)
        con.execute("insert into actors by name select 'act_1' as actor_id, 'Ida Rook' as name")
        con.execute("insert into articles by name select 'art_1' as article_id, 'a.txt' as raw_path, '' as raw_member")
        for number, actor in enumerate(["act_1", "act_1", "act_2"], start=1):
            con.execute(
                "insert into claims by name select 'clm_' || $n as claim_id, 'grp_' || $n as claim_group_id, "
                "'art_1' as article_id, 'claim ' || $n as content, $actor as claimant_actor_id",
                {"n": str(number), "actor": actor},
            )
        for pair in (("grp_1", "grp_2"), ("grp_2", "grp_3")):
            con.execute(
                "insert into claim_links by name select ? as claim_group_a, ? as claim_group_b, 'number' as kind", pair
            )
        rows = ask(con, "self_contradictions")
    assert [(row["speaker"], row["one_says"], row["another_says"]) for row in rows] == [
        ("Ida Rook", "claim 1", "claim 2")
    ]


@pytest.mark.parametrize(
    ("written", "wanted", "is_found"),
    [
        ("The letters of Élodie Brandt", "letter", True),
        ("The letters of Élodie Brandt", "BRANDT elodie", True),
        ("The letters of Élodie Brandt", "etters", False),
        ("The letters of Élodie Brandt", "letter missing", False),
        ("Krähenbrücke", "krahen", True),
        ("Письмо Путину", "письмо", True),
        ("anything", None, True),
        (None, None, True),
        ("anything", "…", True),
        (None, "word", None),
    ],
)
def test_words_are_found_from_their_beginning(
    written: str | None, wanted: str | None, is_found: bool | None, con: Connection
) -> None:
    found = con.execute("select has_words($written, $wanted)", {"written": written, "wanted": wanted}).fetchall()
    assert [bool(row[0]) for row in found] == [bool(is_found)]


@pytest.mark.parametrize(
    ("published_on", "since", "until", "is_in"),
    [
        ("2024-03-12", "2024-03", None, True),
        ("2024-03-12", "2024-03-12", "2024-03-12", True),
        ("2024-03-12", None, "2024-02", False),
        ("2024", "2024-03", None, False),
        ("2024", None, "2024-12-30", False),
        ("2024-03", "2024", "2024", True),
        (None, "2024", None, False),
        (None, None, None, True),
    ],
)
def test_a_date_is_in_a_period_only_if_all_of_it_is(
    published_on: str | None, since: str | None, until: str | None, is_in: bool, con: Connection
) -> None:
    given = {"on": published_on, "since": since, "until": until}
    assert con.execute("select in_period($on, $since, $until)", given).fetchall() == [(is_in,)]


def test_the_printed_sql_answers_the_same(con: Connection) -> None:
    values = {"claim": "the company's", "article": "port-ardle"}
    statement = runnable_statement(QUESTIONS["corroboration"], values)
    assert not statement.startswith("-")
    assert find_parameters(statement) == []
    rows = con.sql(statement).to_arrow_table()
    assert rows.to_pylist() == ask(con, "corroboration", **values) != []


def test_parameters_are_those_of_the_statement_alone() -> None:
    statement = "select '$no', \"$nor\", $yes -- $neither\n/* $never */ where $yes = $also and x = $$text$$"
    assert find_parameters(statement) == ["yes", "also"]
    filled = with_values(statement, {"yes": "it's", "also": None})
    assert filled == statement.replace("$yes", "'it''s'").replace("$also", "null")


def test_a_head_may_run_on_and_may_be_missing() -> None:
    text = "-- One row per x.\n-- What is it?\n-- a: First,\n--   and more.\n-- $b: a word\nselect $b as a, $c as c\n"
    question = parse_question("own", text)
    assert (question.grain, question.meaning, question.topic) == ("One row per x.", "What is it?", NO_TOPIC)
    assert question.columns == {"a": "First, and more."}
    assert question.parameters == {"b": "a word", "c": ""}
    assert parse_question("own", "select 1").statement == "select 1"


def test_a_table_takes_the_columns_that_have_room_and_an_id_to_go_on_with() -> None:
    rows = pa.table({"n": [1], "wide": ["x" * 60], "far": ["y" * 60], "some_id": ["z" * 20], "other_id": ["z" * 20]})
    assert fitting_columns(rows, 200) == ["n", "wide", "far", "some_id"]
    assert fitting_columns(rows, 60) == ["n", "wide", "far"]
    assert fitting_columns(rows, 40) == ["n", "wide"]
    assert fitting_columns(rows.select(["far"]), 5) == ["far"]


def test_the_page_is_what_the_heads_say() -> None:
    assert questions_page() == PAGE, "stale: run `make docs`"


def test_the_question_that_the_page_shows_is_answered(con: Connection, tmp_path: Path) -> None:
    shown = re.search(r"```sql\n(.+?)```", PAGE, re.DOTALL)
    assert shown
    (tmp_path / "outlets_by_numbers.sql").write_text(shown[1])
    question = read_question("outlets_by_numbers", tmp_path)
    assert all(describe_columns(question).values())
    assert all(question.parameters.values())
    every = answer(con, question, {}).to_pylist()
    some = answer(con, question, {"least": str(every[0]["numbers"])}).to_pylist()
    assert 0 < len(some) < len(every)


def test_every_command_that_the_page_shows_runs(
    say: Say, sample_warehouse: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "my_questions").mkdir()
    own = re.search(r"```sql\n(.+?)```", PAGE, re.DOTALL)
    assert own
    (tmp_path / "my_questions/outlets_by_numbers.sql").write_text(own[1])
    monkeypatch.chdir(tmp_path)
    shown = re.findall(r"^(?:(WIRECOPY_QUESTIONS)=(\S+) )?wirecopy ask(.*)$", PAGE, re.MULTILINE)
    assert len(shown) >= 6
    for variable, value, arguments in shown:
        if variable:
            monkeypatch.setenv(variable, value)
        code, out, err = say(*shlex.split(arguments, comments=True))
        assert (code, err) == (0, ""), arguments
        assert out


@pytest.mark.parametrize("macro", ["has_words", "place", "is_article", "in_period", "marked_changes"])
def test_the_page_tells_of_every_macro(macro: str) -> None:
    assert f"| `{macro}(" in PAGE


def run_cli(*arguments: str, monkeypatch: pytest.MonkeyPatch) -> int:
    """Run the command line in this process; return its exit code."""
    monkeypatch.setattr(sys, "argv", ["wirecopy", *arguments])
    try:
        main()
    except SystemExit as done:
        return int(done.code or 0)
    return 0


@pytest.fixture
def say(sample_warehouse: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Say:
    """Run wirecopy ask on the sample in 100 columns: the exit code, what it prints, and its complaints."""
    monkeypatch.setenv("COLUMNS", "100")

    def said(*arguments: str) -> tuple[int, str, str]:
        given = [] if not arguments or "--help" in arguments else ["--warehouse", str(sample_warehouse)]
        code = run_cli("ask", *arguments, *given, monkeypatch=monkeypatch)
        printed = capfd.readouterr()
        return code, printed.out, printed.err

    return said


def test_ask_alone_lists_every_question_by_topic(say: Say) -> None:
    code, out, _ = say()
    assert code == 0
    assert all(re.search(rf"^  {name}  ", out, re.MULTILINE) for name in TWENTY)
    assert [line[:-1] for line in out.splitlines() if re.fullmatch(r"\w+:", line)] == list(TOPICS)


def test_help_tells_meaning_grain_columns_and_parameters(say: Say) -> None:
    _, out, _ = say("corroboration", "--help")
    question = QUESTIONS["corroboration"]
    for expected in (question.meaning, question.grain, "--claim TEXT", "--since TEXT", *describe_columns(question)):
        assert expected in out


def test_an_answer_fits_the_terminal_and_names_what_it_left_out(say: Say) -> None:
    code, out, _ = say("corroboration", "--claim", "warned")
    assert code == 0
    assert "Brennick" in out
    assert "3 rows" in out
    assert "More columns" in out
    assert all(len(line) <= 100 for line in out.splitlines() if not line.startswith("More columns"))


def test_no_rows_is_no_failure_and_says_what_was_asked(say: Say) -> None:
    code, out, _ = say("corroboration", "--claim", "zeppelin\x1b[31m")
    assert (code, out) == (0, 'No rows with --claim "zeppelin␛[31m". Without filters: wirecopy ask corroboration\n')
    code, out, err = say("self_contradictions", "--format", "json")
    assert (code, json.loads(out)) == (0, [])
    assert "No rows" in err


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (("coroboration",), "Did you mean corroboration"),
        (("corroboration", "--clam", "x"), "--claim"),
        (("xyzzy",), "All questions: wirecopy ask"),
        (("corroboration", "--since", "12 March"), "write 2025, 2025-11 or 2025-11-13"),
        (("--questions", "nowhere", "mine"), "no folder nowhere"),
    ],
)
def test_a_slip_gets_a_way_out(arguments: tuple[str, ...], hint: str, say: Say) -> None:
    code, _, err = say(*arguments)
    assert code == 2
    assert hint in err


def test_other_formats_have_every_column(say: Say, tmp_path: Path) -> None:
    _, out, _ = say("corroboration", "--format", "csv")
    assert len(out.splitlines()[0].split(",")) == len(describe_columns(QUESTIONS["corroboration"]))
    say("corroboration", "--output", str(tmp_path / "answer.txt"), "--limit", "2")
    assert "unknown_outlets" in (tmp_path / "answer.txt").read_text("utf-8")


def test_a_project_s_warehouse_is_that_of_its_questions(
    sample_warehouse: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "wirecopy.toml").write_text(f'warehouse = "{sample_warehouse}"\n')
    monkeypatch.chdir(tmp_path)
    assert run_cli("ask", "not_speech", monkeypatch=monkeypatch) == 0
    assert "The Long Tide" in capfd.readouterr().out


def test_a_folder_adds_questions_before_or_after_the_name(
    say: Say,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (tmp_path / "mine.sql").write_text(
        "-- One row per language.\n-- Which languages?\nselect distinct language from articles"
    )
    assert "de" in say("mine", "--questions", str(tmp_path))[1]
    assert "de" in say(f"--questions={tmp_path}", "mine")[1]
    monkeypatch.setenv("WIRECOPY_QUESTIONS", str(tmp_path))
    listed = say()[1]
    assert "Which languages?" in listed
    assert "Your own:" in listed
    assert "One row per language." in say("mine", "--help")[1]


@pytest.mark.parametrize(
    ("statement", "complaint"),
    [
        ("copy articles to 'stolen.csv'", "disabled"),
        ("select * from read_text('/etc/hostname')", "disabled"),
        ("delete from articles", "read-only"),
        ("select $limit", "has the name of an option"),
        ("select nothing from nowhere", "nowhere"),
    ],
)
def test_a_question_of_ones_own_only_reads(
    statement: str,
    complaint: str,
    say: Say,
    tmp_path: Path,
) -> None:
    (tmp_path / "mine.sql").write_text(statement)
    code, _, err = say("mine", "--questions", str(tmp_path))
    assert code == 2
    assert complaint in err


def test_a_question_of_ones_own_takes_no_name_that_is(tmp_path: Path) -> None:
    (tmp_path / "proof.sql").write_text("select 1")
    with pytest.raises(UserError, match="name the file otherwise"):
        question_names(tmp_path)


def test_ask_is_quick_to_start() -> None:
    assert "ask" in cli.commands
    code = (
        "import sys; import flows.desk.commands.ask; print('prefect' in sys.modules, 'flows.pipeline' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.split() == ["False", "False"]


DAM = """Repairs to the Fenmark dam

The Fenmark dam will be closed to traffic until the autumn, the water board said on Monday. {found} in March.

The cost of the repairs {cost} 14 million crowns. Work starts in May and is to be done by a firm from Skarn.

Residents of Lower Mabbing have asked for a bridge to be opened in the meantime.
"""


def test_a_hedge_that_one_of_two_copies_lost_is_told_though_nobody_knows_which_came_first(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / "a.txt").write_text(DAM.format(found="Engineers found cracks", cost="could reach"))
    (raw / "b.txt").write_text(DAM.format(found="Cracks were found by engineers", cost="will reach"))
    run_here(raw, tmp_path / "warehouse")
    with open_warehouse(tmp_path / "warehouse") as con:
        (row,) = ask(con, "shifted_hedges")
    assert (row["shift"], row["article_before"], row["article"]) == ("hedged in another copy", "a.txt", "b.txt")
    assert (row["hedge_before"], row["cues_before"]) == ("hedged", ["could"])
