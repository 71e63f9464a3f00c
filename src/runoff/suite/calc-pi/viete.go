//go:build ignore

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
	return 2 / p
}

func main() {
	guest.Main(guest.Entry{Run: run})
}
