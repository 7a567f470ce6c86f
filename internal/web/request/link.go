package request

import (
	"strconv"

	"tetsuzuki/internal/registry"
)

func BoardPath(round int) string { return "/board?round=" + strconv.Itoa(round) }

func TransferPath(id int64) string { return "/transfers/" + strconv.FormatInt(id, 10) }

func ProcessPath(id registry.ProcessID) string { return "/processes/" + id.String() }

func UploadPath(id int64) string { return "/uploads/" + strconv.FormatInt(id, 10) }
