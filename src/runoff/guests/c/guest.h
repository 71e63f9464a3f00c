/* The guest for C99 on POSIX: talks to the host in the lines of docs/protocol.md. Include it before anything else.
 *
 *     static double run(void *state) { ... }
 *     int main(void) { return guest_main((guest_entry){.setup = setup, .run_double = run}); }
 */
#ifndef RUNOFF_GUEST_H
#define RUNOFF_GUEST_H

#ifndef _POSIX_C_SOURCE
#define _POSIX_C_SOURCE 200809L
#endif
#include <fcntl.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define GUEST_LONGEST_LINE 32768

typedef struct {
    const char *size_name, *input; /* input is empty when the workload has none */
    long size, seed;
} guest_params;

typedef struct {
    void *(*setup)(const guest_params *params); /* optional; without it state points at the size, a long */
    double (*run_double)(void *state);          /* this one */
    long (*run_long)(void *state);              /* or this one */
    void (*drop)(void *state);                  /* optional: frees what setup made */
} guest_entry;

typedef struct { long long wall, cpu; double real; long whole; } guest_block;
typedef struct { int count; char *keys[8], *values[8]; } guest_fields;

static struct {
    guest_entry entry;
    guest_params params;
    char texts[2][GUEST_LONGEST_LINE], answer[64];
    void *state;
    int loaded, known, leaving;
    guest_block first;
    long pid;
    const char *during;
    FILE *in, *out;
    jmp_buf next_line;
} guest;

static void guest_value(const char *key, const char *value) {
    fprintf(guest.out, " %s=", key);
    for (; *value; value++) {
        unsigned char c = (unsigned char)*value;
        fprintf(guest.out, c > ' ' && c <= '~' && c != '%' && c != '=' ? "%c" : "%%%02X", c);
    }
}

static void guest_number(const char *key, long long number) { fprintf(guest.out, " %s=%lld", key, number); }

static void guest_end(void) { fputc('\n', guest.out); fflush(guest.out); }

static void guest_error(const char *kind, const char *what) {
    fprintf(guest.out, "error kind=%s", kind);
    guest_value("what", what);
    guest_end();
}

static void guest_refuse(const char *kind, const char *what) {
    guest_error(kind, what);
    if (strcmp(kind, "protocol") != 0 && strcmp(kind, "answer") != 0) guest.loaded = 0;
    longjmp(guest.next_line, 1);
}

/* For entries: gives up the setup or the run that calls it, and says why. */
static inline void guest_fail(const char *what) { guest_refuse(guest.during, what); }

static void guest_at_exit(void) {
    if (!guest.leaving && (long)getpid() == guest.pid) guest_error("exit", "the entry called exit()");
}

/* A child forked by the entry must not go on as a second guest on the same pipe. */
static void guest_stay_alone(void) {
    if ((long)getpid() == guest.pid) return;
    guest_error("fork", "the entry forked and the child came back");
    _exit(1);
}

static long long guest_clock(clockid_t clock) {
    struct timespec now;
    return clock_gettime(clock, &now) ? -1 : now.tv_sec * 1000000000LL + now.tv_nsec;
}

/* `hidden` is volatile so that the compiler cannot know which function is called. Seeing a run that only reads its state,
 * it could otherwise inline it, find that it gives the same answer each time, and do the work once for all operations.
 * Nothing else is hidden: inside run it may remove whatever the answer does not need, as it may in any program. */
#define GUEST_TIME_BLOCK(type, run, field)                                                   \
    static guest_block guest_time_##type(long long inner, int known, guest_block block) {    \
        type (*volatile hidden)(void *) = guest.entry.run;                                   \
        type answer = block.field, first = block.field;                                      \
        long long cpu = guest_clock(CLOCK_PROCESS_CPUTIME_ID), wall = guest_clock(CLOCK_MONOTONIC); \
        while (inner-- > 0) {                                                                \
            answer = hidden(guest.state);                                                    \
            if (known && answer != first) break;                                             \
        }                                                                                    \
        block.wall = guest_clock(CLOCK_MONOTONIC) - wall;                                    \
        block.cpu = guest_clock(CLOCK_PROCESS_CPUTIME_ID) - cpu;                             \
        block.field = answer;                                                                \
        return block;                                                                        \
    }
GUEST_TIME_BLOCK(double, run_double, real)
GUEST_TIME_BLOCK(long, run_long, whole)

/* The shortest text that reads back as the same double, in the form of Python's repr. */
static void guest_answer_text(guest_block block, char text[64]) {
    int digits = 0, exponent;
    if (guest.entry.run_long) { snprintf(text, 64, "%ld", block.whole); return; }
    do snprintf(text, 64, "%.*e", digits, block.real);
    while (strtod(text, NULL) != block.real && ++digits < 17);
    /* By its text, because -ffast-math takes every comparison with NaN away. */
    if (strstr(text, "nan")) guest_refuse("answer", "run returned NaN, which cannot be compared");
    if (strstr(text, "inf")) return;
    exponent = atoi(strchr(text, 'e') + 1);
    if (exponent >= -4 && exponent < 16)
        snprintf(text, 64, "%.*f", digits > exponent ? digits - exponent : 1, block.real);
}

static guest_block guest_operate(long long inner) {
    guest_block block = guest.first, more = {0, 0, 0, 0};
    char text[64];
    block.wall = block.cpu = 0;
    if (!guest.known) {
        block = guest.entry.run_long ? guest_time_long(1, 0, block) : guest_time_double(1, 0, block);
        guest_stay_alone();
        guest_answer_text(block, guest.answer);
        guest.first = block;
        guest.known = 1;
        inner--;
    }
    if (inner > 0) {
        more = guest.entry.run_long ? guest_time_long(inner, 1, block) : guest_time_double(inner, 1, block);
        guest_stay_alone();
        guest_answer_text(more, text);
        if (strcmp(text, guest.answer) != 0) {
            char what[200];
            snprintf(what, sizeof what, "answers differ from call to call: %s then %s", guest.answer, text);
            guest_refuse("answer", what);
        }
    }
    block.wall += more.wall;
    block.cpu += more.cpu;
    return block;
}

static void guest_decode(char *text) {
    char *to = text;
    for (; *text; to++) {
        char digits[3] = {0}, *end = digits;
        if (*text != '%') { *to = *text++; continue; }
        memcpy(digits, text + 1, text[1] ? 2 : 1);
        *to = (char)strtol(digits, &end, 16);
        if (end != digits + 2) guest_refuse("protocol", "a % is not followed by two hexadecimal digits");
        text += 3;
    }
    *to = 0;
}

static void guest_split(char *line, guest_fields *fields) {
    fields->count = 0;
    for (char *pair = strtok(line, " "); pair; pair = strtok(NULL, " ")) {
        char *equals = strchr(pair, '=');
        if (!equals || strchr(equals + 1, '=') || fields->count == 8) guest_refuse("protocol", "not a list of key=value");
        *equals = 0;
        guest_decode(equals + 1);
        fields->keys[fields->count] = pair;
        fields->values[fields->count++] = equals + 1;
    }
}

/* The value of a key that has to be there, once; guest_nothing_left then refuses keys that nobody took. */
static char *guest_take(guest_fields *fields, const char *key) {
    for (int at = 0; at < fields->count; at++)
        if (strcmp(fields->keys[at], key) == 0) {
            char *value = fields->values[at];
            fields->count--;
            fields->keys[at] = fields->keys[fields->count];
            fields->values[at] = fields->values[fields->count];
            return value;
        }
    guest_refuse("protocol", "a key is missing");
    return NULL;
}

static long guest_take_number(guest_fields *fields, const char *key) {
    char *text = guest_take(fields, key), *end;
    long number = strtol(text, &end, 10);
    if (*end || end == text || number < 0) guest_refuse("protocol", "not a whole number of 0 or more");
    return number;
}

static void guest_nothing_left(guest_fields *fields) {
    if (fields->count) guest_refuse("protocol", "an unknown key");
}

static void guest_forget(void) {
    if (guest.loaded && guest.entry.drop) guest.entry.drop(guest.state);
    guest.loaded = guest.known = 0;
}

static long long guest_smallest_step(void) {
    long long smallest = 0, before = guest_clock(CLOCK_MONOTONIC);
    for (int reads = 0; reads < 100000 && (reads < 100 || !smallest); reads++) {
        long long now = guest_clock(CLOCK_MONOTONIC);
        if (now > before && (!smallest || now - before < smallest)) smallest = now - before;
        before = now;
    }
    return smallest;
}

static void guest_load(guest_fields *fields) {
    long long start;
    guest_take(fields, "file");
    guest_forget();
    strcpy(guest.texts[0], guest_take(fields, "size_name"));
    strcpy(guest.texts[1], guest_take(fields, "input"));
    guest.params = (guest_params){guest.texts[0], guest.texts[1], 0, 0};
    guest.params.size = guest_take_number(fields, "size");
    guest.params.seed = guest_take_number(fields, "seed");
    guest_nothing_left(fields);
    if (!guest.entry.run_double == !guest.entry.run_long) guest_refuse("load", "the entry needs one run");
    guest.during = "setup";
    start = guest_clock(CLOCK_MONOTONIC);
    guest.state = guest.entry.setup ? guest.entry.setup(&guest.params) : &guest.params.size;
    start = guest_clock(CLOCK_MONOTONIC) - start;
    guest_stay_alone();
    guest.loaded = 1;
    fputs("ready protocol=1 runtime=C", guest.out);
    guest_value("version", __VERSION__);
    fputs(" clock=CLOCK_MONOTONIC cpu_clock=CLOCK_PROCESS_CPUTIME_ID import_ns=0", guest.out);
    guest_number("clock_step_ns", guest_smallest_step());
    guest_number("pid", guest.pid);
    guest_number("setup_ns", start);
#ifdef __OPTIMIZE__
    guest_value("optimize", "yes");
#else
    guest_value("optimize", "no");
#endif
    guest_end();
}

static void guest_turn(guest_fields *fields) {
    long inner = guest_take_number(fields, "inner"), warm = guest_take_number(fields, "warm");
    guest_block before = {0, 0, 0, 0}, timed;
    guest_nothing_left(fields);
    if (inner < 1 || warm > 1) guest_refuse("protocol", "a turn has inner >= 1 and warm 0 or 1");
    if (!guest.loaded) guest_refuse("protocol", "turn before load");
    guest.during = "run";
    if (warm) before = guest_operate(1);
    timed = guest_operate(inner);
    fputs("turn", guest.out);
    guest_number("inner", inner);
    guest_number("warm_ns", before.wall);
    guest_number("wall_ns", timed.wall);
    guest_number("cpu_ns", timed.cpu);
    guest_value("answer", guest.answer);
    guest_end();
}

static void guest_phase(guest_fields *fields) {
    const char *name = guest_take(fields, "name");
    guest_nothing_left(fields);
    if (strcmp(name, "after-free") != 0) guest_refuse("protocol", "unknown phase");
    guest_forget();
    fputs("phase name=after-free\n", guest.out);
    fflush(guest.out);
}

/* The protocol moves to descriptors of its own: what the entry prints goes to stderr, what it reads is empty. */
static int guest_take_streams(void) {
    int nothing = open("/dev/null", O_RDONLY), in = fcntl(0, F_DUPFD_CLOEXEC, 3), out = fcntl(1, F_DUPFD_CLOEXEC, 3);
    if (nothing < 0 || in < 0 || out < 0 || dup2(nothing, 0) < 0 || dup2(2, 1) < 0) return 0;
    close(nothing);
    return (guest.in = fdopen(in, "r")) && (guest.out = fdopen(out, "w"));
}

static int guest_main(guest_entry entry) {
    static char line[GUEST_LONGEST_LINE];
    static guest_fields fields;
    guest.entry = entry;
    guest.pid = (long)getpid();
    if (!guest_take_streams() || atexit(guest_at_exit) != 0) return 1;
    setjmp(guest.next_line);
    while (fgets(line, sizeof line, guest.in) && strcmp(line, "quit\n") != 0) {
        char *pairs = line + strcspn(line, " \n");
        line[strcspn(line, "\n")] = 0;
        if (*pairs) *pairs++ = 0;
        guest_split(pairs, &fields);
        if (strcmp(line, "load") == 0) guest_load(&fields);
        else if (strcmp(line, "turn") == 0) guest_turn(&fields);
        else if (strcmp(line, "phase") == 0) guest_phase(&fields);
        else guest_refuse("protocol", "unknown word");
    }
    guest.leaving = 1;
    return 0;
}

#endif
