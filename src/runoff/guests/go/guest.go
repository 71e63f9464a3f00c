// Package guest is the part of a Go entry that talks to the host, in the lines of docs/protocol.md.
//
//	func main() { guest.Main(guest.Entry{Setup: setup, Run: run}) }
package guest

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"runtime"
	"strconv"
	"strings"
)

// Params is what a workload asks for: Size is called SizeName there; Input is the path of its input file, or empty.
type Params struct {
	SizeName string
	Size     int
	Seed     int64
	Input    string
}

// Entry is one implementation of a workload.
//
// Setup makes the state and is not timed; without it the state is the size, an int.
// Run does the work once and returns its answer: a number, a string or a bool, or an error.
type Entry struct {
	Setup func(params Params) (any, error)
	Run   func(state any) any
}

// Main serves the host until it says quit or closes the pipe.
func Main(entry Entry) {
	in, out, err := takeStreams()
	if err != nil {
		fmt.Fprintln(os.Stderr, "cannot keep the protocol's streams apart:", err)
		os.Exit(1)
	}
	if err := serve(entry, in, out); err != nil {
		fmt.Fprintln(os.Stderr, "the host is gone:", err)
		os.Exit(1)
	}
}

func serve(entry Entry, in io.Reader, out io.Writer) error {
	g := &session{entry: entry, step: smallestStep()}
	for lines := bufio.NewReaderSize(in, 1<<16); ; {
		line, err := lines.ReadString('\n')
		if err == io.EOF || line == "quit\n" {
			return nil
		}
		if err != nil {
			return err
		}
		if _, err := io.WriteString(out, g.reply(strings.TrimSuffix(line, "\n"))); err != nil {
			return err
		}
	}
}

// session is one conversation: the entry, and what is loaded of it.
type session struct {
	entry     Entry
	step      int64
	loaded    bool
	state     any
	first     any // The first answer at this size; nil before it is known.
	firstText string
}

func (g *session) forget() { g.loaded, g.state, g.first, g.firstText = false, nil, nil, "" }

func (g *session) reply(line string) string {
	reply, trouble := "", error(nil)
	word, fields, err := parse(line)
	switch {
	case err != nil:
		trouble = failure{kind: "protocol", what: err.Error()}
	case word == "load":
		reply, trouble = g.load(fields)
	case word == "turn":
		reply, trouble = g.turn(fields)
	case word == "phase":
		reply, trouble = g.phase(fields)
	default:
		trouble = failure{kind: "protocol", what: "unknown word " + shorten(word, 80)}
	}
	if trouble == nil {
		return reply
	}
	told := trouble.(failure)
	if told.kind != "protocol" && told.kind != "answer" {
		g.forget()
	}
	return compose("error", "kind", told.kind, "what", shorten(told.what, longestWhat), "where", told.where)
}

func (g *session) load(fields map[string]string) (string, error) {
	params := Params{SizeName: fields["size_name"], Input: fields["input"]}
	size, sizeErr := strconv.ParseInt(fields["size"], 10, 0)
	seed, seedErr := strconv.ParseInt(fields["seed"], 10, 64)
	if !only(fields, "file", "size_name", "size", "seed", "input") || sizeErr != nil || seedErr != nil {
		return "", failure{kind: "protocol", what: "load wants file, size_name, size, seed and input"}
	}
	g.forget()
	params.Size, params.Seed = int(size), seed
	if g.entry.Run == nil {
		return "", failure{kind: "load", what: "the entry has no Run"}
	}
	start := wallNow()
	if err := protect("setup", func() (err error) { g.state, err = g.setup(params); return }); err != nil {
		return "", err
	}
	setup := wallNow() - start
	g.loaded = true
	return compose("ready", append([]string{
		"protocol", "1", "runtime", "Go", "version", strings.TrimPrefix(runtime.Version(), "go"),
		"clock", clockName, "clock_step_ns", decimal(g.step), "cpu_clock", cpuClockName,
		"pid", strconv.Itoa(os.Getpid()), "import_ns", "0", "setup_ns", decimal(setup),
	}, facts()...)...), nil
}

func (g *session) setup(params Params) (any, error) {
	if g.entry.Setup == nil {
		return params.Size, nil
	}
	return g.entry.Setup(params)
}

func (g *session) turn(fields map[string]string) (string, error) {
	inner, err := strconv.ParseInt(fields["inner"], 10, 64)
	warm := fields["warm"]
	if !only(fields, "inner", "warm") || err != nil || inner < 1 || (warm != "0" && warm != "1") {
		return "", failure{kind: "protocol", what: "turn wants inner >= 1 and warm 0 or 1"}
	}
	if !g.loaded {
		return "", failure{kind: "protocol", what: "turn before load"}
	}
	var before, timed block
	err = protect("run", func() (err error) {
		if warm == "1" {
			if before, err = g.operate(1); err != nil {
				return err
			}
		}
		timed, err = g.operate(inner)
		return err
	})
	if err != nil {
		return "", err
	}
	return compose("turn", "inner", decimal(inner), "warm_ns", decimal(before.wall),
		"wall_ns", decimal(timed.wall), "cpu_ns", decimal(timed.cpu), "answer", g.firstText), nil
}

// operate times inner operations and holds all answers against the first one at this size.
func (g *session) operate(inner int64) (block, error) {
	var done, more block
	var answer any
	var err error
	if g.first == nil {
		if done, answer = timeBlock(g.entry.Run, g.state, 1, nil); answer == nil {
			return done, failure{kind: "answer", what: "Run returned nil; an answer is a number, a string or a bool"}
		}
		if g.firstText, err = answerText(answer); err != nil {
			return done, err
		}
		g.first = answer
		inner--
	}
	if inner == 0 {
		return done, nil
	}
	if more, answer = timeBlock(g.entry.Run, g.state, inner, g.first); answer != g.first {
		text, err := answerText(answer)
		if err != nil {
			return done, err
		}
		what := "answers differ from call to call: " + shorten(g.firstText, 80) + " then " + shorten(text, 80)
		return done, failure{kind: "answer", what: what}
	}
	return block{done.wall + more.wall, done.cpu + more.cpu}, nil
}

func (g *session) phase(fields map[string]string) (string, error) {
	if !only(fields, "name") || fields["name"] != "after-free" {
		return "", failure{kind: "protocol", what: "unknown phase " + shorten(fields["name"], 80)}
	}
	g.forget()
	runtime.GC()
	return compose("phase", "name", fields["name"]), nil
}
