"""The Maildir into which the mail server puts what comes back."""

import structlog

from jobs.kit import Kit
from portal.mail import returns

log = structlog.get_logger()


def read_bounces(kit: Kit) -> None:
    """Each new file once; a crash in between reads one twice, which changes nothing."""
    folder = kit.settings.bounce_dir
    if folder is None or not (folder / "new").is_dir():
        return
    (folder / "cur").mkdir(mode=0o700, exist_ok=True)
    for path in sorted((folder / "new").iterdir()):
        received = returns.take(kit.database, kit.links, path.read_bytes())
        log.info("bounce.read", file=path.name, received=received)
        path.rename(folder / "cur" / f"{path.name}:2,S")
