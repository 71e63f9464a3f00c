package guest

import (
	"errors"
	"fmt"
	"os"
	"reflect"
	"strconv"
	"strings"
	"syscall"
	"unicode/utf8"
)

const longestAnswer = 4096

// takeStreams moves the protocol to descriptors of its own: what an entry prints goes to stderr, what it reads is empty.
func takeStreams() (in, out *os.File, err error) {
	source, sourceErr := syscall.Dup(0)
	sink, sinkErr := syscall.Dup(1)
	nothing, nothingErr := os.Open(os.DevNull)
	if err := errors.Join(sourceErr, sinkErr, nothingErr); err != nil {
		return nil, nil, err
	}
	defer nothing.Close()
	// A child process that outlives the guest would otherwise keep the host's pipe open.
	syscall.CloseOnExec(source)
	syscall.CloseOnExec(sink)
	err = errors.Join(syscall.Dup3(int(nothing.Fd()), 0, 0), syscall.Dup3(2, 1, 0))
	return os.NewFile(uintptr(source), "host"), os.NewFile(uintptr(sink), "host"), err
}

func parse(line string) (word string, fields map[string]string, err error) {
	pairs := strings.Split(line, " ")
	fields = map[string]string{}
	for _, pair := range pairs[1:] {
		key, value, found := strings.Cut(pair, "=")
		_, again := fields[key]
		if fields[key], err = decode(value); err != nil || !found || again || strings.Contains(value, "=") {
			return "", nil, errors.New("not a new key=value: " + shorten(pair, 80))
		}
	}
	return pairs[0], fields, nil
}

func only(fields map[string]string, keys ...string) bool {
	for _, key := range keys {
		if _, found := fields[key]; !found {
			return false
		}
	}
	return len(fields) == len(keys)
}

func compose(word string, pairs ...string) string {
	var line strings.Builder
	line.WriteString(word)
	for at := 0; at < len(pairs); at += 2 {
		line.WriteString(" " + pairs[at] + "=" + encode(pairs[at+1]))
	}
	return line.String() + "\n"
}

func encode(value string) string {
	var line strings.Builder
	for _, c := range []byte(value) {
		if c <= ' ' || c > '~' || c == '%' || c == '=' {
			fmt.Fprintf(&line, "%%%02X", c)
		} else {
			line.WriteByte(c)
		}
	}
	return line.String()
}

func decode(value string) (string, error) {
	parts := strings.Split(value, "%")
	for at, part := range parts[1:] {
		if len(part) < 2 {
			return "", errors.New("a % without two digits")
		}
		c, err := strconv.ParseUint(part[:2], 16, 8)
		if err != nil {
			return "", err
		}
		parts[at+1] = string([]byte{byte(c)}) + part[2:]
	}
	return strings.Join(parts, ""), nil
}

// answerText writes the answer as every language does: floats as Python's repr, so that equal answers are equal text.
func answerText(answer any) (string, error) {
	value := reflect.ValueOf(answer)
	switch {
	case !value.IsValid():
	case value.Kind() == reflect.Bool:
		return strconv.FormatBool(value.Bool()), nil
	case value.CanInt():
		return decimal(value.Int()), nil
	case value.CanUint():
		return strconv.FormatUint(value.Uint(), 10), nil
	case value.CanFloat():
		return floatText(value.Float())
	case value.Kind() == reflect.String && value.Len() > longestAnswer:
		what := fmt.Sprintf("Run returned %d bytes of text; return a count or a digest", value.Len())
		return "", failure{kind: "answer", what: what}
	case value.Kind() == reflect.String:
		return value.String(), nil
	}
	if err, ok := answer.(error); ok {
		return "", failure{kind: "run", what: fmt.Sprintf("%T: %v", err, err)}
	}
	return "", failure{kind: "answer", what: fmt.Sprintf("Run returned %T; an answer is a number, a string or a bool", answer)}
}

func floatText(value float64) (string, error) {
	if value != value {
		return "", failure{kind: "answer", what: "Run returned NaN, which cannot be compared"}
	}
	scientific := strconv.FormatFloat(value, 'e', -1, 64)
	_, power, finite := strings.Cut(scientific, "e")
	if !finite {
		return strings.ToLower(strings.TrimPrefix(scientific, "+")), nil
	}
	if exponent, err := strconv.Atoi(power); err != nil || exponent < -4 || exponent >= 16 {
		return scientific, err
	}
	text := strconv.FormatFloat(value, 'f', -1, 64)
	if !strings.Contains(text, ".") {
		text += ".0"
	}
	return text, nil
}

func decimal(number int64) string { return strconv.FormatInt(number, 10) }

func shorten(text string, most int) string {
	if len(text) <= most {
		return text
	}
	for most > 0 && !utf8.RuneStart(text[most]) {
		most--
	}
	return text[:most] + "..."
}
