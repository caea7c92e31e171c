"""One writer a warehouse, and the second is told who the first is."""

import os
from pathlib import Path

import pytest

from flows.base.errors import WarehouseBusy
from flows.store.layout import Layout
from flows.store.lock import writer_lock


def test_a_second_writer_is_refused_at_once_and_told_by_whom(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    with writer_lock(layout), pytest.raises(WarehouseBusy, match=f"process {os.getpid()} on"), writer_lock(layout):
        pass


def test_a_released_warehouse_can_be_held_again(tmp_path: Path) -> None:
    for _ in range(2):
        with writer_lock(Layout(tmp_path)):
            pass


def test_what_a_dead_holder_left_behind_locks_nobody_out(tmp_path: Path) -> None:
    (tmp_path / ".lock").write_text("")
    (tmp_path / ".lock.holder").write_text('{"host": "elsewhere", "pid": 1, "since": "2020-01-01T00:00:00+00:00"}')
    with writer_lock(Layout(tmp_path)):
        pass
