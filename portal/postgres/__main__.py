"""`python -m portal.postgres FOLDER`: stop the embedded server there if nobody uses it."""

import sys
from pathlib import Path

from portal.postgres.embedded import Server

sys.exit(0 if Server.at(Path(sys.argv[1])).stop_if_unused() else 1)
