module runoff/guest

go 1.22
