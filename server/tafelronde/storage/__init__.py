"""What lasts: boards, their update logs, people and links, in SQLite or PostgreSQL.

`database.py` gives connections and transactions; `update_log.py` keeps the documents; `boards.py`,
`links.py` and `people.py` are plain functions over a connection; `backup/` moves everything in
and out of one file; `tables.py` is the schema.
"""
