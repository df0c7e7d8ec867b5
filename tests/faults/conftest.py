"""What the faults use of other tests."""

from tests.postgresql import new_postgresql

__all__ = ["new_postgresql"]
