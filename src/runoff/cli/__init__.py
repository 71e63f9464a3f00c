"""The command line: one file per command, wiring and exit codes only. Nothing imports it.

Modules are imported inside the functions that use them, so that `--help` and
`version` do not pay for numpy and SQLAlchemy.
"""
