package guest

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
)

// The repository's transcripts, which the tests of the host read too.
const transcripts = "../../../../tests/contract/transcripts/*.txt"

const printed = "turn inner=2 warm_ns=1 wall_ns=1 cpu_ns=1 answer=42\n"

var floats = []float64{
	1e6, 1e16, 0.1, 1e-5, math.Inf(1), 123456789.125, math.Copysign(0, -1), 2.2250738585072014e-308, 3.141592653589794,
	9007199254740992.0, 1e-4, math.MaxFloat64, -2.5e-10,
}

// The entries of the transcripts; the same names are files in tests/guest/data.
var entries = map[string]Entry{
	"sum": {Run: func(state any) any {
		total := 0
		for number := 0; number < state.(int); number++ {
			total += number
		}
		return total
	}},
	"plain": {Run: func(state any) any { return state }},
	"seeded": {
		Setup: func(p Params) (any, error) { return p, nil },
		Run: func(state any) any {
			p := state.(Params)
			return fmt.Sprintf("%d %d %s", p.Size, p.Seed, p.Input)
		},
	},
	"text":  {Run: func(any) any { return "naïve = 100 %\n" }},
	"bool":  {Run: func(state any) any { return state == 1 }},
	"float": {Run: func(state any) any { return floats[state.(int)-1] }},
	"raises": {Run: func(state any) any {
		if state == 1 {
			panic("no such luck")
		}
		return state
	}},
	"setup_raises": {
		Setup: func(p Params) (any, error) {
			if p.Size == 1 {
				return nil, errors.New("no such luck")
			}
			return p.Size, nil
		},
		Run: func(state any) any { return state },
	},
	"nan":       {Run: func(any) any { return math.NaN() }},
	"nothing":   {Run: func(any) any { return nil }},
	"container": {Run: func(state any) any { return []int{state.(int)} }},
	"long_text": {Run: func(state any) any { return strings.Repeat("x", state.(int)) }},
	"differs": {
		Setup: func(p Params) (any, error) { return &[2]int{p.Size, 0}, nil },
		Run: func(state any) any {
			counts := state.(*[2]int)
			if counts[1]++; counts[1] > counts[0] {
				return counts[0] + 1
			}
			return counts[0]
		},
	},
	"chatty": {Run: func(any) any {
		fmt.Print(printed)
		if _, err := syscall.Write(1, []byte(printed)); err != nil {
			return err
		}
		length, _ := os.Stdin.Read(make([]byte, 100))
		return length
	}},
	"closes": {Run: func(state any) any {
		// Closing twice is an error, and of no interest here.
		_ = os.Stdout.Close()
		return state
	}},
	"vanishes": {Run: func(any) any { os.Exit(3); return nil }},
	"goroutine_panics": {Run: func(any) any {
		go panic("no such luck")
		select {}
	}},
}

// needsProcess lists the entries that would take the test itself with them; the host's tests run those.
var needsProcess = map[string]bool{"chatty": true, "closes": true, "vanishes": true}

// TestMain lets the test binary be a real guest, which the host's tests start.
func TestMain(m *testing.M) {
	if name := os.Getenv("RUNOFF_TEST_ENTRY"); name != "" {
		Main(entries[name])
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func TestTranscripts(t *testing.T) {
	files, err := filepath.Glob(transcripts)
	if err != nil || len(files) == 0 {
		t.Skip("the transcripts are in the repository, not in the package")
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) { replay(t, file) })
	}
}

func replay(t *testing.T, file string) {
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	name := ""
	for _, line := range lines {
		if rest, ok := strings.CutPrefix(line, "entry: "); ok {
			name = rest
		}
		if rest, ok := strings.CutPrefix(line, "only: "); ok && !strings.Contains(" "+rest+" ", " go ") {
			t.Skip("not for Go")
		}
	}
	if needsProcess[name] {
		t.Skip("needs a process of its own")
	}
	entry, found := entries[name]
	if !found {
		t.Fatalf("no entry %q", name)
	}
	guestIn, hostOut := io.Pipe()
	hostIn, guestOut := io.Pipe()
	ended := make(chan error, 1)
	go func() { ended <- serve(entry, guestIn, guestOut) }()
	answers := bufio.NewReader(hostIn)
	for _, line := range lines {
		switch {
		case strings.HasPrefix(line, "> "):
			said := strings.ReplaceAll(line[2:], "{file}", "/entry.go") + "\n"
			if _, err := io.WriteString(hostOut, said); err != nil {
				t.Fatal(err)
			}
		case strings.HasPrefix(line, "< "):
			heard, err := answers.ReadString('\n')
			if err != nil {
				t.Fatal(err)
			}
			compare(t, line[2:], strings.TrimSuffix(heard, "\n"))
		}
	}
	hostOut.Close()
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
}

func compare(t *testing.T, wanted, heard string) {
	t.Helper()
	pairs, open := strings.CutSuffix(wanted, " ...")
	words := strings.Split(heard, " ")
	patterns := strings.Split(pairs, " ")
	if words[0] != patterns[0] || (!open && len(words) != len(patterns)) {
		t.Fatalf("wanted %q, heard %q", wanted, heard)
	}
	for _, pattern := range patterns[1:] {
		if !anyMatches(pattern, words[1:]) {
			t.Fatalf("wanted %q, heard %q", pattern, heard)
		}
	}
}

func anyMatches(pattern string, words []string) bool {
	exact := regexp.QuoteMeta(pattern)
	for name, expression := range map[string]string{"int": "[0-9]+", "cpu": "(-1|[0-9]+)", "text": ".+", "any": ".*"} {
		exact = strings.ReplaceAll(exact, regexp.QuoteMeta("{"+name+"}"), expression)
	}
	matcher := regexp.MustCompile("^" + exact + "$")
	for _, word := range words {
		if matcher.MatchString(word) {
			return true
		}
	}
	return false
}

func TestTimingAllocatesNothing(t *testing.T) {
	run := func(state any) any { return state }
	state := any(7)
	if count := testing.AllocsPerRun(100, func() { timeBlock(run, state, 1000, state) }); count != 0 {
		t.Fatalf("%v allocations in a block of 1000 operations", count)
	}
}

func BenchmarkOperationOverhead(b *testing.B) {
	b.ReportAllocs()
	state := any(7)
	timeBlock(func(state any) any { return state }, state, int64(b.N), state)
}

func FuzzEveryLineIsAnswered(f *testing.F) {
	f.Add("turn inner=1 warm=0")
	f.Add("load file=%2 size_name==")
	f.Fuzz(func(t *testing.T, line string) {
		g := &session{entry: entries["plain"]}
		reply := g.reply(line)
		if !strings.HasSuffix(reply, "\n") || strings.Count(reply, "\n") != 1 {
			t.Fatalf("%q is not one line", reply)
		}
	})
}
