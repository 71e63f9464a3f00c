//go:build ignore

package main

import (
	"fmt"

	"runoff/guest"
)

const keys = 997

type ring struct {
	following map[string]string
	first     string
	n         int
}

func key(i int) string {
	return fmt.Sprintf("user-%04d", i)
}

func setup(params guest.Params) (any, error) {
	following := map[string]string{}
	for i := range keys {
		following[key(i)] = key((i + 372) % keys)
	}
	return ring{following, key(0), params.Size}, nil
}

func run(state any) any {
	ring := state.(ring)
	key := ring.first
	for range ring.n {
		key = ring.following[key]
	}
	return key
}

func main() {
	guest.Main(guest.Entry{Setup: setup, Run: run})
}
