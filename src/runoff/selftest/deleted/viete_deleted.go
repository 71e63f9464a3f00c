//go:build ignore

// The trap: the result of the loop is thrown away, so the compiler deletes the square roots.
package main

import (
	"math"

	"runoff/guest"
)

func run(state any) any {
	n := state.(int)
	s, p := 0.0, 1.0
	for range n {
		s = math.Sqrt(2 + s)
		p = p * s / 2
	}
	_ = 2 / p
	return math.Pi
}

func main() {
	guest.Main(guest.Entry{Run: run})
}
