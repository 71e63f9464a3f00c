//go:build ignore

package main

import "runoff/guest"

const nodes = 61

type node struct {
	value     int
	following *node
}

type tally struct {
	total int
}

type ring struct {
	first *node
	n     int
}

func setup(params guest.Params) (any, error) {
	all := make([]*node, nodes)
	for i := range all {
		all[i] = &node{value: i * i % 97}
	}
	for i := range all {
		all[i*17%nodes].following = all[(i+1)*17%nodes]
	}
	return ring{all[0], params.Size}, nil
}

func run(state any) any {
	ring := state.(ring)
	current := ring.first
	tally := &tally{}
	for range ring.n {
		current = current.following
		tally.total += current.value
	}
	return tally.total
}

func main() {
	guest.Main(guest.Entry{Setup: setup, Run: run})
}
