#include "guest.h"

#include <math.h>

static double run(void *state) {
    long n = *(long *)state;
    double s = 0.0, p = 1.0;
    for (long i = 0; i < n; i++) {
        s = sqrt(2.0 + s);
        p = p * s / 2.0;
    }
    return 2.0 / p;
}

int main(void) {
    return guest_main((guest_entry){.run_double = run});
}
