package store

import linked "container/list" // a list is one of processes here

// recent keeps values by their keys, and knows which was not used for the longest time. It
// is not safe for use by many goroutines.
type recent[K comparable, V any] struct {
	places map[K]*linked.Element // of pair[K, V]
	used   linked.List           // the last used first
}

type pair[K comparable, V any] struct {
	key   K
	value V
}

// use finds a value and counts it as used.
func (r *recent[K, V]) use(key K) (value V, ok bool) {
	at, ok := r.places[key]
	if !ok {
		return value, false
	}
	r.used.MoveToFront(at)
	return at.Value.(pair[K, V]).value, true
}

// keep adds a value whose key is not there.
func (r *recent[K, V]) keep(key K, value V) {
	if r.places == nil {
		r.places = map[K]*linked.Element{}
	}
	r.places[key] = r.used.PushFront(pair[K, V]{key, value})
}

// drop removes the value of a key, if there is one.
func (r *recent[K, V]) drop(key K) (value V, ok bool) {
	at, ok := r.places[key]
	if !ok {
		return value, false
	}
	delete(r.places, key)
	return r.used.Remove(at).(pair[K, V]).value, true
}

// oldest is the key whose value was not used for the longest time. There must be one.
func (r *recent[K, V]) oldest() K { return r.used.Back().Value.(pair[K, V]).key }

func (r *recent[K, V]) len() int { return len(r.places) }
