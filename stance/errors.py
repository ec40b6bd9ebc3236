"""The one base error: its message says what was wrong, where, and what to do."""


class StanceError(Exception):
    """Something a user can mend. The command line prints the message as one line and exits with 1."""


class DocumentError(StanceError):
    """A text that cannot be read."""


class CorpusError(StanceError):
    """Labelled data that cannot be used; the message names every bad line."""


class ModelError(StanceError):
    """A file that is not a model this version can open."""


def reason(error: OSError) -> str:
    """Say in a few words why the system would not do it, with the cure where there is one."""
    if isinstance(error, FileNotFoundError):
        return "no such file or folder"
    if isinstance(error, PermissionError):
        return "may not be read; ask its owner, or chmod +r"
    return (error.strerror or str(error)).lower()
