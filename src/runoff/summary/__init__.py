"""What the samples say about each contender. Pure; rebuilt from the store alone."""
