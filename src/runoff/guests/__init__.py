"""What runs inside a runtime: one folder per language, each speaking the protocol of docs/protocol.md.

Nothing here is imported by the host; the files are started, compiled or copied.
"""
