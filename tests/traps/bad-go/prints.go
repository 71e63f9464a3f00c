//go:build ignore

package main

import (
	"fmt"

	"runoff/guest"
)

func run(state any) any {
	n := state.(int)
	x, total := 1, 0
	for i := range n {
		x = (x*171 + i) % 30269
		total += x / 7
	}
	fmt.Println("turn inner=1 warm_ns=0 wall_ns=1 cpu_ns=1 answer=42")
	return total
}

func main() {
	guest.Main(guest.Entry{Run: run})
}
