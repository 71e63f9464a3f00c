"""From workloads, runtimes and wishes to a plan; pure."""
