"""The vocabularies of files on their way in. As in `kinds`, text in the database behind a CHECK."""

from enum import StrEnum


class ImportState(StrEnum):
    UPLOADED = "uploaded"
    CHECKING = "checking"
    MAPPED = "mapped"
    CHECKED = "checked"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"
    UNDOING = "undoing"
    UNDONE = "undone"


class RowState(StrEnum):
    READY = "ready"
    DUPLICATE = "duplicate"
    REJECTED = "rejected"
    IMPORTED = "imported"
    MERGED = "merged"
    UNDONE = "undone"
    KEPT = "kept"
