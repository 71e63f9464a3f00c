//go:build ignore

package main

import (
	"math"

	"runoff/guest"
)

func setup(parameters guest.Parameters) (any, error) {
	return parameters.Size, nil
}

func run(state any) (any, error) {
	n := state.(int)
	s, p := 0.0, 1.0
	for range n {
		s = math.Sqrt(2 + s)
		p = p * s / 2
	}
	return 2 / p, nil
}

func main() {
	guest.Main(guest.Entry{Setup: setup, Run: run})
}
