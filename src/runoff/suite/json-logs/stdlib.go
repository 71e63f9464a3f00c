//go:build ignore

package main

import (
	"bytes"
	"encoding/json"
	"os"

	"runoff/guest"
)

type record struct {
	UserID int `json:"user_id"`
}

func setup(params guest.Params) (any, error) {
	content, err := os.ReadFile(params.Input)
	if err != nil {
		return nil, err
	}
	return bytes.Split(bytes.TrimSuffix(content, []byte("\n")), []byte("\n")), nil
}

func run(state any) any {
	users := map[int]struct{}{}
	for _, line := range state.([][]byte) {
		var record record
		if err := json.Unmarshal(line, &record); err != nil {
			return err
		}
		users[record.UserID] = struct{}{}
	}
	return len(users)
}

func main() {
	guest.Main(guest.Entry{Setup: setup, Run: run})
}
