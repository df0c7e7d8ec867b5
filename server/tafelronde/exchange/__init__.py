"""What is on a board as a file, and a file as what could be on a board. Rules [EXCH-n].

One module a format, for both ways. Nothing here does I/O: bytes and strings come and go.
"""
