"""The journal: every turn of a race committed to a database as it ends. Edge: touches the disk."""
