"""What is killed: a warehouse with a past, and a command on it. All texts are invented."""

import shutil
import tarfile
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Any, NamedTuple

from flows.base.errors import WirecopyError
from flows.pipeline import run_pipeline
from flows.pipeline.history import roll_back
from flows.pipeline.job import Conductor, DirectConductor, Job
from flows.pipeline.progress import NoWatch
from flows.store.layout import Layout
from flows.store.manifests import current_manifest
from flows.store.workers import WorkerDied, WorkerLimits

_OLD_SCHEMA = Path(__file__).parents[2] / "tests" / "fixtures" / "warehouses"
PIER = (
    "Pier closed\n\nVELDHAVEN, 4 March 2031. The pier closed on Monday, the harbour master Lene Vos said.\n\n"
    "“Nobody was hurt,” said Vos. The repair costs 40,000 crowns.\n"
)
COPY = PIER.replace("Pier closed", "Veldhaven shuts its pier").replace(" costs", " will cost")
MILL = "Mill burned down\n\nThe mill at Ostham burned down.\n\n“It went up in an hour,” said the miller, Piet Daal.\n"
FAIR = "Fair opened\n\nThe fair opened on Friday. Some 300 people came, the mayor Ida Rook said.\n"


class Place(NamedTuple):
    """Where a scene is played."""

    folder: Path

    @property
    def raw(self) -> Path:
        """The raw files."""
        return self.folder / "raw"

    @property
    def warehouse(self) -> Path:
        """The warehouse."""
        return self.folder / "warehouse"


class Scene(NamedTuple):
    """A past (of PASTS), the command that is killed, and the one that brings everything to a good end after that."""

    name: str
    past: str
    act: Callable[[Place, Conductor], None]
    recover: Callable[[Place, Conductor], None]


class InProcess:
    """Workers that are this very process: they start at once and see what is patched. None can die."""

    def __init__(self, limits: WorkerLimits) -> None:
        self.limits = limits

    def stop(self) -> None:
        """Nothing is at work while anybody could ask."""

    def call(self, job: Callable[..., Any], *arguments: object, **options: object) -> Any:  # noqa: ANN401
        """Return job(*arguments); what no job should raise is a death, as it is for processes."""
        try:
            return job(*arguments)
        except (OSError, WirecopyError):
            raise
        except Exception as error:
            raise WorkerDied("died", f"{type(error).__name__}: {error}") from error


def run(place: Place, conductor: Conductor, **options: Any) -> bool:  # noqa: ANN401
    """Bring the warehouse up to date in this process alone, two files a batch; tell whether that published."""
    options = {"batch_files": 2, **options}
    job = Job(place.raw, place.warehouse, workers=WorkerLimits(count=1), **options)
    return run_pipeline(job, conductor, lambda job, layout: nullcontext(InProcess(job.workers))).is_published


def quiet() -> DirectConductor:
    """Return a conductor that tells nothing."""
    return DirectConductor(1, NoWatch())


def plain(place: Place, conductor: Conductor) -> None:
    """Run."""
    run(place, conductor)


def _new(place: Place) -> None:
    _write(place, {"a/pier.txt": PIER, "b/mill.txt": MILL, "inbox/empty.txt": ""})


def _published(place: Place) -> None:
    run(place, quiet())


def _changed(place: Place) -> None:
    _write(place, {"a/copy.txt": COPY, "b/mill.txt": MILL + "\nNobody was in it.\n", "inbox/empty.txt": FAIR})
    (place.raw / "a/pier.txt").unlink()


def _many_versions(place: Place) -> None:
    """As many as are kept, so that the next one makes one go."""
    for number in range(2):
        _write(place, {f"late/{number}.txt": FAIR.replace("300", f"{number + 3}00")})
        run(place, quiet())
    _write(place, {"late/last.txt": FAIR.replace("Friday", "Sunday")})


def _damaged(place: Place) -> None:
    """Parts of which every kind has to be got again in its own way, and what is published left as it is."""
    layout = Layout(place.warehouse)
    manifest = current_manifest(layout)
    for table in ("articles", "quotes", "raw_files", "claim_members"):
        path = manifest.files(layout, table)[0]
        path.write_bytes(path.read_bytes()[:-20])


def _of_old_schema(place: Place) -> None:
    shutil.copytree(_OLD_SCHEMA / "raw", place.raw)
    with tarfile.open(_OLD_SCHEMA / "schema-5.tar.xz") as archive:
        archive.extractall(place.folder, filter="data")
    (place.folder / "v5").rename(place.warehouse)


def _write(place: Place, files: dict[str, str]) -> None:
    for name, content in files.items():
        path = place.raw / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")


def _redo(place: Place, conductor: Conductor) -> None:
    run(place, conductor, redo=("quotes",))


def _repair(place: Place, conductor: Conductor) -> None:
    run(place, conductor, is_repair=True)


def _roll_back(place: Place, conductor: Conductor) -> None:
    roll_back(place.warehouse, "run-000001")


# Each goes on from the one named first.
PASTS: dict[str, tuple[str, Callable[[Place], None]]] = {
    "new": ("", _new),
    "published": ("new", _published),
    "changed": ("published", _changed),
    "two runs": ("changed", _published),
    "many versions": ("published", _many_versions),
    "damaged": ("two runs", _damaged),
    "old schema": ("", _of_old_schema),
}
SCENES = (
    Scene("first run", "new", plain, plain),
    Scene("changes", "changed", plain, plain),
    Scene("many versions", "many versions", plain, plain),
    Scene("redo", "two runs", _redo, plain),
    Scene("repair", "damaged", _repair, _repair),
    Scene("rollback", "two runs", _roll_back, _roll_back),
    Scene("upgrade", "old schema", plain, plain),
)
