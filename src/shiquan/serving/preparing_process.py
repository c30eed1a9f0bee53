"""A process that makes ahead what the whole data set is needed for, with what the machine has to spare.

Started as ``python -m shiquan.serving.preparing_process SOCKET FOLDER DIGEST ADDRESS EDITION KEPT GROUP``. It takes nothing from strangers: all that it is told stands there. It says
over the socket what went wrong, if anything did.
"""

from __future__ import annotations

import os
import socket
import sys
import tempfile
import traceback
from pathlib import Path
from typing import Final

from shiquan.publishing.made_ahead import GROUPS
from shiquan.publishing.making_ahead import ChangedMeanwhile, make_group
from shiquan.publishing.published_data import PublishedData
from shiquan.serving.confinement import die_with_parent
from shiquan.serving.data_set import digest_of
from shiquan.serving.editions import from_argument
from shiquan.serving.messages import CHANGED

_NICENESS: Final = 10
_FAILED: Final = 1


def main() -> None:
    """Make one group and end."""
    channel = socket.socket(fileno=int(sys.argv[1]))
    folder, digest, address = Path(sys.argv[2]), sys.argv[3], sys.argv[4]
    edition, kept, name = from_argument(sys.argv[5]), Path(sys.argv[6]), sys.argv[7]
    die_with_parent()
    os.nice(_NICENESS)
    group = next(group for group in GROUPS if group.name == name)
    try:
        if digest_of(folder) != digest:
            sys.exit(CHANGED)
        # dumps are made in unnamed files first: where there is room for what is kept, there is for these
        tempfile.tempdir = str(kept)
        data = PublishedData.open(folder, address, edition)
        make_group(data, group, kept, lambda: digest_of(folder) == digest)
    except ChangedMeanwhile:
        sys.exit(CHANGED)
    except Exception as error:
        frames = traceback.extract_tb(error.__traceback__)
        places = " ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames)
        channel.sendall(f"{type(error).__name__} at {places}".encode())
        sys.exit(_FAILED)


if __name__ == "__main__":
    main()
