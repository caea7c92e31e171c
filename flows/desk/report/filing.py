"""Where a report goes: beside the warehouse, with the version it tells of, or to a file that was named."""

from pathlib import Path

from flows.desk.reading import open_warehouse
from flows.desk.report.contents import read_report
from flows.desk.report.rendering import FORMS, render
from flows.store.engine import open_published
from flows.store.layout import Layout, closed_to_writing
from flows.store.reports import ENDINGS, store_report


def file_report(warehouse: Path) -> Path:
    """Write the report on the version that readers see, in every form, beside it; return the link to the page."""
    layout = Layout(warehouse.resolve())
    open_warehouse(warehouse).close()
    # Not by the link: meanwhile it may lead to the version of the next run.
    version = layout.database_link.resolve()
    with open_published(version) as con:
        report = read_report(con)
    run_id = version.stem.removeprefix("warehouse-")
    texts = {ending: render(report, form) for ending, form in zip(ENDINGS, FORMS, strict=True)}
    with closed_to_writing():
        store_report(layout, run_id, texts)
    return layout.report_link(ENDINGS[0])
