import sys

import no_such_package_anywhere
