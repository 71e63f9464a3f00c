/* The entries of the transcripts in C; the environment says which one this guest is. */
#include "guest.h"

#include <math.h>

static const double values[] = {
    1e6, 1e16, 0.1, 1e-5, HUGE_VAL, 123456789.125, -0.0, 2.2250738585072014e-308, 3.141592653589794, 9007199254740992.0, 1e-4,
    1.7976931348623157e308, -2.5e-10,
};
static const char line[] = "turn inner=2 warm_ns=1 wall_ns=1 cpu_ns=1 answer=42\n";
static long calls, start;

static long plain(void *state) { return *(long *)state; }

static void *copy(const guest_params *params) {
    long *size = malloc(sizeof *size);
    *size = params->size;
    return size;
}
static long sum(void *state) {
    long total = 0;
    for (long i = 0; i < *(long *)state; i++) total += i;
    return total;
}
static double real(void *state) { return values[*(long *)state - 1]; }
static long raises(void *state) {
    if (*(long *)state == 1) guest_fail("no such luck");
    return *(long *)state;
}
static void *setup_raises(const guest_params *params) {
    if (params->size == 1) guest_fail("no such luck");
    return copy(params);
}
static double not_a_number(void *state) { return (double)*(long *)state * NAN; }
static void *reset(const guest_params *params) {
    calls = 0;
    start = params->size;
    return NULL;
}
static long differs(void *state) {
    (void)state;
    return start + (++calls > start);
}
static long chatty(void *state) {
    char buffer[100];
    (void)state;
    fputs(line, stdout);
    fflush(stdout);
    if (write(1, line, sizeof line - 1) < 0) return -1;
    return (long)read(0, buffer, sizeof buffer);
}
static long closes(void *state) {
    close(1);
    return *(long *)state;
}
static long exits(void *state) { exit((int)*(long *)state); }
static long vanishes(void *state) { _exit(2 + (int)*(long *)state); }
static long forks(void *state) {
    fork();
    return *(long *)state;
}

int main(void) {
    static const struct { const char *name; guest_entry entry; } entries[] = {
        {"sum", {.setup = copy, .run_long = sum, .drop = free}},
        {"plain", {.run_long = plain}},
        {"float", {.run_double = real}},
        {"raises", {.run_long = raises}},
        {"setup_raises", {.setup = setup_raises, .run_long = plain, .drop = free}},
        {"nan", {.run_double = not_a_number}},
        {"differs", {.setup = reset, .run_long = differs}},
        {"chatty", {.run_long = chatty}},
        {"closes", {.run_long = closes}},
        {"exits", {.run_long = exits}},
        {"vanishes", {.run_long = vanishes}},
        {"forks", {.run_long = forks}},
    };
    const char *wanted = getenv("RUNOFF_TEST_ENTRY");
    for (size_t at = 0; wanted && at < sizeof entries / sizeof entries[0]; at++)
        if (strcmp(entries[at].name, wanted) == 0) return guest_main(entries[at].entry);
    return 99;
}
