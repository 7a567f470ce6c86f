module tetsuzuki

go 1.26
