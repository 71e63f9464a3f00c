"""The guest for every Python: loads one entry, times its operations, answers the host (docs/protocol.md)."""
# Dialect: Python 2.7 to 3.15, PyPy, Jython, gopy, RustPython. Features are tested, versions are not.

import sys
import time

try:
    import posix
except ImportError:
    posix = sys.modules.get("os")

try:
    counting = xrange
    integers = (int, long)
    unicode_text = unicode
except NameError:
    counting = range
    integers = (int,)
    unicode_text = str

LONGEST_ANSWER = 4096
LONGEST_WHAT = 1000
UNKNOWN = object()


class Trouble(Exception):
    """What the host is told in an `error` line."""

    def __init__(self, kind, what, where=""):
        Exception.__init__(self, what)
        self.kind = kind
        self.what = what
        self.where = where


# Lines: encoding, reading, writing


def utf_8(text):
    if isinstance(text, bytes):
        return text
    try:
        return text.encode("utf-8")
    except UnicodeError:
        return text.encode("utf-8", "backslashreplace")


def encode(text):
    return "".join([chr(c) if 32 < c < 127 and c != 37 and c != 61 else "%%%02X" % c for c in bytearray(utf_8(text))])


def decode(value):
    head = value.split("%")
    raw = head[0] + "".join([chr(int(part[:2], 16)) + part[2:] for part in head[1:]])
    if str is not bytes:
        return raw.encode("latin-1").decode("utf-8", "surrogateescape")
    try:
        raw.decode("ascii")
        return raw
    except UnicodeError:
        # A path in bytes is what Python 2 opens; a Python 2 on the JVM opens text only.
        return raw.decode("utf-8") if "java" in sys.platform else raw


def parse(line):
    words = line.split(" ")
    fields = {}
    for pair in words[1:]:
        key, equals, value = pair.partition("=")
        if not equals or "=" in value or key in fields:
            raise Trouble("protocol", "not a new key=value: " + shown(pair))
        try:
            fields[key] = decode(value)
        except ValueError:
            raise Trouble("protocol", "not percent-encoded UTF-8: " + shown(pair))
    return words[0], fields


def whole(fields, key):
    if not fields[key].isdigit():
        raise Trouble("protocol", key + " is not a whole number: " + shown(fields[key]))
    return int(fields[key])


def compose(word, pairs):
    return " ".join([word] + [key + "=" + encode(value) for key, value in pairs]) + "\n"


def interrupted(error):
    return getattr(error, "errno", None) == 4


class DescriptorLines(object):
    """The protocol on descriptors of its own: whatever an entry does to 0 and 1, it cannot reach the host."""

    def __init__(self):
        self.source = posix.dup(0)
        self.sink = posix.dup(1)
        nothing = posix.open("/dev/null", posix.O_RDONLY)
        posix.dup2(nothing, 0)
        posix.close(nothing)
        posix.dup2(2, 1)
        self.pending = b""

    def read(self):
        while b"\n" not in self.pending:
            try:
                more = posix.read(self.source, 65536)
            except OSError as error:
                if interrupted(error):
                    continue
                raise
            if not more:
                return None
            self.pending += more
        line, self.pending = self.pending.split(b"\n", 1)
        return line if str is bytes else line.decode("latin-1")

    def write(self, text):
        data = text if str is bytes else text.encode("ascii")
        while data:
            try:
                data = data[posix.write(self.sink, data):]
            except OSError as error:
                if not interrupted(error):
                    raise


class Printed(object):
    """Standard output of an entry where stderr cannot be duplicated: closing it closes nothing."""

    closed = False
    encoding = None

    def write(self, text):
        sys.stderr.write(text)

    def flush(self):
        sys.stderr.flush()

    def close(self):
        self.flush()


class StreamLines(object):
    """The protocol on the stream objects, where descriptors cannot be duplicated (Jython)."""

    def __init__(self):
        self.source = sys.stdin
        self.sink = sys.stdout
        sys.stdout = sys.__stdout__ = Printed()
        try:
            from java.lang import System
            System.setOut(System.err)
        except ImportError:
            self.java = False

    def read(self):
        line = self.source.readline()
        return line[:-1] if line.endswith("\n") else None

    def write(self, text):
        self.sink.write(text)
        self.sink.flush()


def open_lines():
    for name in ("dup", "dup2", "open", "read", "write"):
        if not hasattr(posix, name):
            return StreamLines()
    return DescriptorLines()


# Clocks


def choose_clock():
    if hasattr(time, "perf_counter_ns"):
        return "perf_counter_ns", time.perf_counter_ns
    if hasattr(time, "perf_counter"):
        return "perf_counter", in_nanoseconds(time.perf_counter)
    try:
        from java.lang import System
        return "System.nanoTime", System.nanoTime
    except ImportError:
        return "time", in_nanoseconds(time.time)


def choose_cpu_clock():
    if hasattr(time, "process_time_ns"):
        return "process_time_ns", time.process_time_ns
    if hasattr(time, "process_time"):
        return "process_time", in_nanoseconds(time.process_time)
    if hasattr(time, "clock") and "java" not in sys.platform:
        return "clock", in_nanoseconds(time.clock)
    # On the JVM time.clock is wall time.
    return "none", None


def in_nanoseconds(seconds):
    return lambda: int(seconds() * 1e9)


def smallest_step(clock):
    """Smallest step seen in 100 reads; a coarse clock gets 100,000 reads to move at all; 0 when it never does."""
    smallest = 0
    before = clock()
    for reads in counting(100000):
        now = clock()
        step = now - before
        if step > 0:
            before = now
            if step < smallest or not smallest:
                smallest = step
        if smallest and reads >= 100:
            break
    return int(smallest)


# The timed part: nothing but the calls, and one comparison so that an answer that changes is not missed


def time_block(run, state, times, first, wall, cpu):
    answer = first
    cpu_start = cpu()
    start = wall()
    for _ in times:
        answer = run(state)
        if answer != first:
            break
    end = wall()
    cpu_end = cpu()
    return end - start, cpu_end - cpu_start, answer


def time_first(run, state, wall, cpu):
    """One operation whose answer has nothing to be compared with yet (and may be no answer at all)."""
    cpu_start = cpu()
    start = wall()
    answer = run(state)
    end = wall()
    cpu_end = cpu()
    return end - start, cpu_end - cpu_start, answer


def answer_text(answer):
    """The answer as every language writes it; Trouble when it is not a scalar that can be compared."""
    if getattr(answer, "shape", None) == () and hasattr(answer, "item"):
        answer = answer.item()
    if isinstance(answer, bool):
        return "true" if answer else "false"
    if isinstance(answer, float):
        if answer != answer:
            raise Trouble("answer", "run returned NaN, which cannot be compared")
        return repr(float(answer))
    if isinstance(answer, integers):
        try:
            text = "%d" % answer
        except ValueError:
            raise Trouble("answer", "run returned an int with too many digits; return it modulo something")
    elif isinstance(answer, (str, unicode_text)):
        text = answer
    else:
        raise Trouble("answer", "run returned %s; an answer is an int, float, str or bool" % type(answer).__name__)
    size = len(utf_8(text))
    if size > LONGEST_ANSWER:
        raise Trouble("answer", "run returned %d bytes of text; return a count or a digest" % size)
    return text


# The entry


def import_entry(file):
    """Compile and run the entry as a fresh module; no cached bytecode, so that each start costs the same."""
    try:
        with open(file, "rb") as stream:
            source = stream.read()
    except (IOError, OSError) as error:
        raise Trouble("load", "cannot read the entry %s: %s" % (file, error))
    folder, _, base = file.rpartition("/")
    # As if the entry were the script: its neighbours can be imported, the worker's cannot.
    if sys.path and sys.path[0] == __file__.rpartition("/")[0]:
        sys.path[0] = folder
    elif sys.path[:1] != [folder]:
        sys.path.insert(0, folder)
    # Named like the file, so that a spawned multiprocessing child finds it again; never hiding a loaded module.
    name = base.rpartition(".")[0].replace(".", "_")
    if name in sys.modules:
        name = "entry_" + name
    module = type(sys.modules["__main__"])(name)
    module.__file__ = file
    sys.modules[name] = module
    try:
        exec(compile(source, file, "exec", 0, True), module.__dict__)
    except BaseException:
        sys.modules.pop(name, None)
        raise
    return module


def named_parameters(setup, params):
    """The params that setup names; all of them when it takes **kwargs or does not tell."""
    code = getattr(setup, "__code__", None)
    if code is None or code.co_flags & 8:
        return params
    named = code.co_varnames[:code.co_argcount + getattr(code, "co_kwonlyargcount", 0)]
    return dict([(key, value) for key, value in params.items() if key in named])


def runtime_name():
    implementation = getattr(sys, "implementation", None)
    name = implementation.name if implementation else getattr(sys, "subversion", ("Python",))[0]
    known = ("CPython", "PyPy", "Jython", "GraalPy", "RustPython", "MicroPython", "IronPython", "gopy")
    return dict([(one.lower(), one) for one in known]).get(name.lower(), name)


def facts():
    found = []
    if hasattr(sys, "pypy_version_info"):
        found.append(("pypy", ".".join([str(part) for part in sys.pypy_version_info[:3]])))
    if hasattr(sys, "_is_gil_enabled"):
        found.append(("gil", "yes" if sys._is_gil_enabled() else "no"))
    if hasattr(sys, "_jit"):
        found.append(("jit", "yes" if sys._jit.is_enabled() else "no"))
    if hasattr(sys, "gettotalrefcount"):
        found.append(("debug", "yes"))
    return found


class Guest(object):
    keys = {"load": ["file", "input", "seed", "size", "size_name"], "turn": ["inner", "warm"], "phase": ["name"]}

    def __init__(self, lines):
        self.lines = lines
        self.clock_name, self.wall = choose_clock()
        self.cpu_name, cpu = choose_cpu_clock()
        self.has_cpu = cpu is not None
        self.cpu = cpu or int
        self.step = smallest_step(self.wall)
        self.pid = posix.getpid() if hasattr(posix, "getpid") else 0
        self.asked = None
        self.file = None
        self.module = None
        self.import_ns = 0
        self.forget()

    def forget(self):
        self.loaded = False
        self.state = None
        self.first = UNKNOWN
        self.first_text = ""

    def load(self, fields):
        size, seed, file = whole(fields, "size"), whole(fields, "seed"), fields["file"]
        self.forget()
        self.asked = file
        start = self.wall()
        if file != self.file:
            self.during = "import"
            self.file = None
            self.module = import_entry(file)
            self.file = file
            self.import_ns = self.wall() - start
            self.stay_alone()
        if not hasattr(getattr(self.module, "run", None), "__call__"):
            raise Trouble("load", "the entry has no run(state)")
        params = {fields["size_name"]: size, "seed": seed}
        if fields["input"]:
            params["input"] = fields["input"]
        self.during = "setup"
        start = self.wall()
        setup = getattr(self.module, "setup", None)
        self.state = size if setup is None else setup(**named_parameters(setup, params))
        setup_ns = self.wall() - start
        self.stay_alone()
        self.loaded = True
        return compose("ready", [
            ("protocol", "1"), ("runtime", runtime_name()), ("version", sys.version.split()[0]),
            ("clock", self.clock_name), ("clock_step_ns", "%d" % self.step), ("cpu_clock", self.cpu_name),
            ("pid", "%d" % self.pid), ("import_ns", "%d" % self.import_ns), ("setup_ns", "%d" % setup_ns),
        ] + facts())

    def turn(self, fields):
        inner, warm = whole(fields, "inner"), fields["warm"]
        if inner < 1 or warm not in ("0", "1"):
            raise Trouble("protocol", "a turn has inner >= 1 and warm 0 or 1")
        if not self.loaded:
            raise Trouble("protocol", "turn before load")
        self.during = "run"
        warm_ns = self.block(1)[0] if warm == "1" else 0
        wall_ns, cpu_ns = self.block(inner)
        return compose("turn", [
            ("inner", "%d" % inner), ("warm_ns", "%d" % warm_ns), ("wall_ns", "%d" % wall_ns),
            ("cpu_ns", "%d" % cpu_ns if self.has_cpu else "-1"), ("answer", self.first_text),
        ])

    def block(self, inner):
        """Wall and CPU time of `inner` operations, all with the answer that the first one at this size gave."""
        run = self.module.run
        if self.first is UNKNOWN:
            wall_ns, cpu_ns, answer = time_first(run, self.state, self.wall, self.cpu)
            self.stay_alone()
            self.first_text = answer_text(answer)
            self.first = answer
            inner -= 1
        else:
            wall_ns = cpu_ns = 0
        if inner:
            more = time_block(run, self.state, counting(inner), self.first, self.wall, self.cpu)
            self.stay_alone()
            wall_ns, cpu_ns, answer = wall_ns + more[0], cpu_ns + more[1], more[2]
            text = answer_text(answer)
            # The text also tells 1 from 1.0 and from True, which compare equal.
            if answer != self.first or text != self.first_text:
                raise Trouble("answer", "answers differ from call to call: %s then %s"
                              % (shown(self.first_text), shown(text)))
        return wall_ns, cpu_ns

    def phase(self, fields):
        name = fields["name"]
        if name != "after-free":
            raise Trouble("protocol", "unknown phase %s" % shown(name))
        self.forget()
        try:
            import gc
            gc.collect()
        except (ImportError, NotImplementedError) as error:
            sys.stderr.write("no garbage collection on demand: %s\n" % error)
        return compose("phase", [("name", name)])

    def stay_alone(self):
        """A child forked by the entry must not go on as a second guest on the same pipe."""
        if self.pid and posix.getpid() != self.pid:
            self.lines.write(compose("error", [
                ("kind", "fork"), ("what", "the entry forked and the child came back out of " + self.during)]))
            posix._exit(1)

    def answer(self, line):
        """The reply to one line, and whether to go on."""
        self.during = "protocol"
        try:
            word, fields = parse(line)
            if sorted(fields) != self.keys.get(word):
                raise Trouble("protocol", "not understood: " + shown(line))
            return getattr(self, word)(fields), True
        except BaseException:
            return self.explain(*sys.exc_info())

    def explain(self, kind, value, trace):
        in_child = self.pid and posix.getpid() != self.pid
        leaving = issubclass(kind, (SystemExit, KeyboardInterrupt))
        if in_child and leaving:
            # The entry's own child ends as it wants to: that is not the guest's end.
            sys.stderr.flush()
            posix._exit(value.code if isinstance(value.code, int) else 0 if value.code is None else 1)
        if in_child:
            self.stay_alone()
        if kind is Trouble:
            name, what, where = value.kind, value.what, value.where
        else:
            name = "exit" if leaving else self.during
            what = describe(kind, value)
            where = place(kind, value, trace, self.asked)
            if not leaving:
                sys.__excepthook__(kind, value, trace)
                flush_stderr()
        if name not in ("protocol", "answer"):
            self.forget()
        return compose("error", [("kind", name), ("what", what[:LONGEST_WHAT]), ("where", where)]), name != "exit"


def flush_stderr():
    """Out with it now: some interpreters keep a block of stderr to themselves, and may be killed with it."""
    try:
        sys.stderr.flush()
    except (AttributeError, ValueError, OSError, IOError):
        return  # The entry closed or replaced it.


def shown(text):
    return text if len(text) <= 80 else text[:80] + "..."


def describe(kind, value):
    name = getattr(kind, "__name__", "exception")
    for say in (unicode_text, repr):
        try:
            message = say(value)
            return name + ": " + message if message else name
        except Exception as error:
            name = name + " (its message raised %s)" % type(error).__name__
    return name


def place(kind, value, trace, file):
    """`file:line` of the deepest frame that is in the entry, or of a syntax error."""
    if issubclass(kind, SyntaxError) and getattr(value, "lineno", None):
        return "%s:%d" % (value.filename, value.lineno)
    found = ""
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == file:
            found = "%s:%d" % (file, trace.tb_lineno)
        trace = trace.tb_next
    return found


def main():
    lines = open_lines()
    guest = Guest(lines)
    while True:
        line = lines.read()
        if line is None or line == "quit":
            return 0
        reply, alive = guest.answer(line)
        lines.write(reply)
        if not alive:
            return 1


if __name__ == "__main__":
    sys.exit(main())
