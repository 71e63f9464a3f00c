"""What a race means: statuses, lanes, calls over all contenders, and what to do."""
