"""A first look at a warehouse: who says so independently, who copies whom, which quotes changed on the way.

    marimo edit docs/notebooks/first_look.py

Reads warehouse/warehouse.duckdb, or the file that WAREHOUSE names, and never writes.
"""

import marimo

__generated_with = "0.25.2"
app = marimo.App(width="medium")


@app.cell
def _():
    import os

    import altair as alt
    import duckdb
    import marimo as mo

    return alt, duckdb, mo, os


@app.cell
def _(duckdb, mo, os):
    path = os.environ.get("WAREHOUSE", "warehouse/warehouse.duckdb")
    con = duckdb.connect(path, read_only=True)

    def rows(query):
        """Return what a query gives, as an Arrow table."""
        return con.sql(query).to_arrow_table()

    (run, articles, claims), *_ = con.sql("""
        select
            (select max(run_id) from runs),
            (select count(*) from articles where is_current),
            (select count(*) from claim_groups)
    """).fetchall()
    mo.md(f"# A first look\n\n{run}: {articles:,} articles, {claims:,} facts.")
    return (rows,)


@app.cell
def _(mo):
    mo.md("""
    ## Who really says so

    `article_count` counts articles, `origin_count` those that are no copies of one another, `root_count` the ultimate
    sources. Nine articles can be one letter.
    """)
    return


@app.cell
def _(mo, rows):
    corroboration = rows("""
        select article_count, origin_count, root_count, statement, array_to_string(roots, '; ') as roots, is_disputed
        from claims_by_origin
        where article_count > 1
        order by article_count desc, origin_count desc, statement, claim_group_id
    """)
    mo.ui.table(corroboration, selection=None, page_size=10)
    return (corroboration,)


@app.cell
def _(alt, corroboration):
    base = alt.Chart(corroboration, title="Facts, by articles and independent origins that state them").encode(
        x=alt.X("article_count:O", title="articles", axis=alt.Axis(labelAngle=0)),
        y=alt.Y("origin_count:O", title="origins", sort="descending"),
        tooltip=["article_count:O", "origin_count:O", "count():Q"],
    )
    squares = base.mark_rect().encode(
        color=alt.Color("count():Q", legend=None, scale=alt.Scale(scheme="lightgreyteal"))
    )
    numbers = base.mark_text().encode(text="count():Q")
    facts = (squares + numbers).properties(width=alt.Step(44), height=alt.Step(44))
    facts
    return (facts,)


@app.cell
def _(mo):
    mo.md("""
    ## Who copies whom

    An article that rests on another: the outlet it came from, the outlet that has it, and how.
    """)
    return


@app.cell
def _(mo, rows):
    copies = rows("""
        select
            coalesce(bases.outlet, bases.raw_path) as copied_from,
            coalesce(articles.outlet, articles.raw_path) as copied_by,
            articles.derivation,
            count(*) as article_count
        from articles
        inner join articles as bases on articles.based_on_article_id = bases.article_id
        where articles.is_current
        group by all
        order by all
    """)
    mo.ui.table(copies, selection=None, page_size=10)
    return (copies,)


@app.cell
def _(alt, copies):
    flows = (
        alt.Chart(copies, title="Articles taken over, by outlet and how")
        .mark_bar()
        .encode(
            x=alt.X("sum(article_count):Q", title="articles", axis=alt.Axis(tickMinStep=1, format="d")),
            y=alt.Y("copied_by:N", title=None, sort="-x"),
            color=alt.Color("derivation:N", title="how"),
            tooltip=["copied_from:N", "copied_by:N", "derivation:N", "article_count:Q"],
        )
    )
    flows
    return (flows,)


@app.cell
def _(mo):
    mo.md("""
    ## Quotes that changed on the way

    `[-gone-]{+new+}` from the best wording to this article's. A quote in quotation marks should not change at all.
    """)
    return


@app.cell
def _(mo, rows):
    changed = rows("""
        select speaker, changes, raw_path, derivation
        from quote_variants
        where is_altered and changes is not null
        order by speaker, raw_path, quote_id
    """)
    mo.ui.table(changed, selection=None, page_size=10)
    return (changed,)


if __name__ == "__main__":
    app.run()
