"""Everything an instance holds, in one file that either database can take back.

`archive.py` is the file's format, `writing.py` makes one, `restoring.py` takes one back.
"""

from tafelronde.storage.backup.restoring import restore
from tafelronde.storage.backup.writing import backup

__all__ = ["backup", "restore"]
