"""TOML -> Workload: reads workload folders and refuses mistakes with file and line."""
