"""The current schema and, the first time, the demo program in it.

A process of its own, run only where there is something to do: it imports half of the portal.
"""

from portal import settings
from portal.db import connect
from portal.demo import program
from portal.links import Links
from portal.migrations import upgrade


def main() -> None:
    chosen = settings.read()
    database = connect(chosen.database_url)
    try:
        with database.writer.begin() as connection:
            upgrade(connection)
        links = Links(chosen.secret_key, chosen.secret_key_fallbacks)
        program.fill(database, address_hashes=links.address_hashes)
    finally:
        database.close()


if __name__ == "__main__":
    main()
