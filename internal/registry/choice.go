package registry

import "strings"

// Choices lists codes for a message, one of which must be chosen.
func Choices[T ~string](codes []T) string {
	texts := make([]string, len(codes))
	for i, c := range codes {
		texts[i] = string(c)
	}
	return strings.Join(texts, "、")
}
