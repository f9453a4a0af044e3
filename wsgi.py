"""The composition root: reads the settings, builds the database, joins the portal and the admin area."""

import gc
import sys

from admin import views as team
from portal import logs, settings, views
from portal.app import build
from portal.commands import databases, exports, imports, logos, mails, people, verification
from portal.db import connect

try:
    chosen = settings.read()
except settings.BadSettings as bad:
    sys.exit(str(bad))

logs.configure(readable=chosen.demo)
app = build(
    chosen,
    connect(chosen.database_url, threads=chosen.threads),
    (*views.blueprints(demo=chosen.demo), team.blueprint),
    commands=(
        people.group,
        imports.group,
        logos.group,
        mails.group,
        *databases.COMMANDS,
        *exports.COMMANDS,
        *verification.COMMANDS,
    ),
)

# What stands now stands until the end: left out of every collection, its memory stays shared between the workers.
gc.collect()
gc.freeze()
