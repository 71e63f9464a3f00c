# Dialect: Python 2.7 to 3.15. Imports what is not installed.
import no_such_module_for_runoff


def run(n):
    return no_such_module_for_runoff.count(n)
