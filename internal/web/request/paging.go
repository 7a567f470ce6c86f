package request

import "tetsuzuki/internal/registry"

// How many one page, and one answer of the API, lists.
const (
	TransfersShown registry.Paging = 50
	UploadsShown   registry.Paging = 30
)
