//go:build ignore

package main

import "runoff/guest"

func setup(params guest.Params) (any, error) {
	values := make([]int, 0, params.Size)
	x := 1
	for range params.Size {
		x = x * 171 % 30269
		values = append(values, x)
	}
	return values, nil
}

func run(state any) any {
	var made []int
	for _, x := range state.([]int) {
		if x > 1000 {
			made = append(made, 3*x+1)
		}
	}
	total := 0
	for _, x := range made {
		total += x
	}
	return total
}

func main() {
	guest.Main(guest.Entry{Setup: setup, Run: run})
}
