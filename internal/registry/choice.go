package registry

import "strings"

// Choices are codes as a message names them, of which one is to be given.
func Choices[T ~string](codes []T) string {
	texts := make([]string, len(codes))
	for i, c := range codes {
		texts[i] = string(c)
	}
	return strings.Join(texts, "、")
}
