"""The nouns of docs and command line as frozen records. Pure: no I/O."""
