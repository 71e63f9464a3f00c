/* Pure work on the state alone: what a compiler would love to do once for all operations. */
#include "guest.h"

static double run(void *state) {
    unsigned long mixed = 1;
    for (long i = 0; i < *(const long *)state; i++) mixed = (mixed ^ (unsigned long)i) * 1099511628211UL;
    return (double)(mixed >> 12);
}

int main(void) { return guest_main((guest_entry){.run_double = run}); }
