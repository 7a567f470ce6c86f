// Package api serves the JSON API that openapi.yaml describes.
package api

import "tetsuzuki/internal/web/request"

// Handlers answer the addresses of the API.
type Handlers struct {
	*request.Service
}

// New is the API over what it shares with the pages.
func New(s *request.Service) *Handlers { return &Handlers{s} }
