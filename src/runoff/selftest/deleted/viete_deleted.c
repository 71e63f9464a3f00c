/* The trap: the result of the loop is thrown away, so the compiler deletes the loop. */
#include "guest.h"

#include <math.h>

static double run(void *state) {
    long n = *(long *)state;
    double s = 0.0, p = 1.0;
    for (long i = 0; i < n; i++) {
        s = sqrt(2.0 + s);
        p = p * s / 2.0;
    }
    (void)(2.0 / p);
    return 3.141592653589793;
}

int main(void) {
    return guest_main((guest_entry){.run_double = run});
}
