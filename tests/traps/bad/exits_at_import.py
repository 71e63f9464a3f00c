# Dialect: Python 2.7 to 3.15. Leaves while it is imported.
import sys

sys.exit(3)
