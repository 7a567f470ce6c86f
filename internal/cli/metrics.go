package cli

import (
	"net/http"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// measured counts and times the requests to a handler, and adds /metrics, where
// Prometheus reads the result.
func measured(handler http.Handler) http.Handler {
	metrics := prometheus.NewRegistry()
	duration := prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name: "tetsuzuki_http_request_duration_seconds", Help: "Time to answer a request.",
		Buckets: []float64{.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30},
	}, []string{"method", "code"})
	running := prometheus.NewGauge(prometheus.GaugeOpts{
		Name: "tetsuzuki_http_requests_running", Help: "Requests being answered."})
	metrics.MustRegister(duration, running, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	scrape := promhttp.HandlerFor(metrics, promhttp.HandlerOpts{})
	rest := promhttp.InstrumentHandlerInFlight(running, promhttp.InstrumentHandlerDuration(duration, handler))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/metrics" { // no http.ServeMux: it would redirect before the service sees a path
			w.Header().Set("X-Content-Type-Options", "nosniff")
			w.Header().Set("Content-Security-Policy", "default-src 'none'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'")
			w.Header().Set("Cache-Control", "no-store")
			scrape.ServeHTTP(w, r)
			return
		}
		rest.ServeHTTP(w, r)
	})
}
