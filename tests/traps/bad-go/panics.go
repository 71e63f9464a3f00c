//go:build ignore

package main

import "runoff/guest"

func run(state any) any {
	n := state.(int)
	x, total := 1, 0
	for i := range n {
		x = (x*171 + i) % 30269
		total += x / 7
	}
	panic("no such luck")
	return total
}

func main() {
	guest.Main(guest.Entry{Run: run})
}
