//go:build ignore

// Pure work on the state alone: what a compiler would love to do once for all operations.
package main

import "runoff/guest"

func run(state any) any {
	mixed := uint64(1)
	for i := 0; i < state.(int); i++ {
		mixed = (mixed ^ uint64(i)) * 1099511628211
	}
	return float64(mixed >> 12)
}

func main() { guest.Main(guest.Entry{Run: run}) }
