package guest

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
)

const longestWhat = 1000

// failure is what the host is told in an error line.
type failure struct{ kind, what, where string }

func (f failure) Error() string { return f.kind + ": " + f.what }

// protect turns a panic of the entry, or the error it returns, into a failure of this kind.
func protect(kind string, work func() error) (err error) {
	defer func() {
		if cause := recover(); cause != nil {
			debug.PrintStack()
			err = failure{kind: kind, what: fmt.Sprintf("panic: %v", cause), where: entryLine()}
		}
	}()
	err = work()
	if _, ours := err.(failure); err != nil && !ours {
		err = failure{kind: kind, what: fmt.Sprintf("%T: %v", err, err)}
	}
	return err
}

// entryLine is file:line of the innermost frame of package main, while a panic is being recovered.
func entryLine() string {
	callers := make([]uintptr, 64)
	frames := runtime.CallersFrames(callers[:runtime.Callers(2, callers)])
	for {
		frame, more := frames.Next()
		if strings.HasPrefix(frame.Function, "main.") {
			return frame.File + ":" + strconv.Itoa(frame.Line)
		}
		if !more {
			return ""
		}
	}
}
