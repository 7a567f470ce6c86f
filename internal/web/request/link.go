package request

import (
	"strconv"

	"tetsuzuki/internal/registry"
)

// BoardPath is the page of a round's board.
func BoardPath(round int) string { return "/board?round=" + strconv.Itoa(round) }

// TransferPath is the page of a transfer.
func TransferPath(id int64) string { return "/transfers/" + strconv.FormatInt(id, 10) }

// ProcessPath is the page of a process.
func ProcessPath(id registry.ProcessID) string { return "/processes/" + id.String() }

// UploadPath is the page of an upload.
func UploadPath(id int64) string { return "/uploads/" + strconv.FormatInt(id, 10) }
