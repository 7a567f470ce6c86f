package bench

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/labstack/echo/v4"
	"github.com/lib/pq"

	"tetsuzuki/internal/auth"
	"tetsuzuki/internal/postgres/pgtest"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

// BenchmarkRequests compares the processor time that the program and PostgreSQL take for a
// request with what a handler takes that only reads 50 rows by a prepared statement and
// writes them as JSON.
func BenchmarkRequests(b *testing.B) {
	database := pgtest.New(b)
	s, _ := catalogueAt(b, database, 1)
	bare, at := startBare(b, database), startProgram(b, database)
	planner := caller(b, s, at.url, registry.Account{Login: "kikaku", Name: "計測", Role: registry.Planner})
	program := bearer(b, s, at.url, registry.Account{Login: "tsunagi", Name: "計測", Role: registry.Planner})
	server := postmaster(b, database)
	nothing := func() {}
	measure := func(pid int, n int, before func(), ask func()) time.Duration {
		for range n/5 + 3 {
			ask()
		}
		var took time.Duration
		for range n {
			before()
			began := processorTime(b, pid) + processorTime(b, server)
			ask()
			took += processorTime(b, pid) + processorTime(b, server) - began
		}
		return took / time.Duration(n)
	}
	stranger := client{b, bare.url, &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 1}}}
	for b.Loop() {
		whole := measure(bare.pid, 300, nothing, func() { stranger.get("/") })
		note := fmt.Sprintf("（素のハンドラーは %.2f ミリ秒）", whole.Seconds()*1000)
		for _, c := range []struct {
			what string
			bar  float64
			ask  func()
			n    int
			then func() // before each
		}{
			{"重点手続（API）", 1.8, func() { program.get("/api/v1/priorities?limit=50") }, 300, nothing},
			{"重点手続の画面", 3, func() { planner.get("/priorities") }, 200, nothing},
			{"手続1件（API）", 2, func() { program.get("/api/v1/processes/P-0000012") }, 300, nothing},
			{"進捗（API）", 1.5, func() { program.get("/api/v1/progress") }, 300, nothing},
			{"進捗の画面", 4, func() { planner.get("/") }, 200, nothing},
			{"進捗の画面、変更の直後", 15, func() { planner.get("/") }, 20, func() { change(b, s) }},
		} {
			took := measure(at.pid, c.n, c.then, c.ask)
			record(b, line{c.what + "の1回の処理 ÷ 50行を読むだけのハンドラー", c.bar, took.Seconds() / whole.Seconds(), "倍", note})
		}
	}
}

// change alters one process.
func change(b *testing.B, s *store.Store) {
	b.Helper()
	d, err := s.Process(b.Context(), operator, 7, time.Time{})
	must(b, err)
	patch := store.Patch{Process: d.Process, Fields: []string{"remarks"}}
	patch.Process.Remarks = fmt.Sprint("計測のために書き換えたもの ", time.Now().UnixNano())
	_, err = s.Edit(b.Context(), operator, 7, d.ChangeID, patch, "計測")
	must(b, err)
}

// bearer is a program that calls with a token.
func bearer(b *testing.B, s *store.Store, address string, a registry.Account) client {
	b.Helper()
	id, err := s.AddAccount(b.Context(), operator, a, "")
	must(b, err)
	token, hash := auth.NewToken()
	_, err = s.AddToken(b.Context(), registry.Scope{AccountID: id}, "計測", hash, time.Now().Add(time.Hour))
	must(b, err)
	return client{b, address, &http.Client{Transport: withToken(token)}}
}

type withToken string

func (t withToken) RoundTrip(r *http.Request) (*http.Response, error) {
	r.Header.Set("Authorization", "Bearer "+string(t))
	return http.DefaultTransport.RoundTrip(r)
}

// processorTime is what the processes of a group have taken: one and its children.
func processorTime(b *testing.B, pid int) (all time.Duration) {
	b.Helper()
	of := []int{pid}
	threads, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", pid))
	must(b, err)
	for _, t := range threads {
		children, err := os.ReadFile(t)
		if err != nil {
			continue // the thread has ended
		}
		for c := range bytes.FieldsSeq(children) {
			n, err := strconv.Atoi(string(c))
			must(b, err)
			of = append(of, n)
		}
	}
	for _, p := range of {
		threads, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/schedstat", p))
		must(b, err)
		for _, t := range threads {
			if stat, err := os.ReadFile(t); err == nil {
				n, err := strconv.ParseInt(strings.Fields(string(stat))[0], 10, 64)
				must(b, err)
				all += time.Duration(n)
			}
		}
	}
	return all
}

// postmaster is PostgreSQL's first process, whose children are the others.
func postmaster(b *testing.B, database string) int {
	b.Helper()
	var backend int
	must(b, pgtest.Open(b, database).QueryRowContext(b.Context(), "select pg_backend_pid()").Scan(&backend))
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", backend))
	must(b, err)
	_, rest, _ := strings.Cut(string(stat), ") ")
	pid, err := strconv.Atoi(strings.Fields(rest)[1])
	must(b, err)
	return pid
}

// bareVariable makes the test binary serve the bare handler over the database that it names.
const bareVariable = "TETSUZUKI_TEST_BENCH_BARE"

func startBare(b *testing.B, database string) running {
	b.Helper()
	self, err := os.Executable()
	must(b, err)
	cmd := exec.CommandContext(context.WithoutCancel(b.Context()), self)
	cmd.Env = append(os.Environ(), bareVariable+"="+database)
	out, err := cmd.StdoutPipe()
	must(b, err)
	cmd.Stderr = os.Stderr
	must(b, cmd.Start())
	b.Cleanup(func() {
		_ = cmd.Process.Kill() // it holds nothing
		_ = cmd.Wait()
	})
	var address string
	_, err = fmt.Fscanln(out, &address)
	must(b, err)
	go func() { _, _ = io.Copy(io.Discard, out) }()
	return running{"http://" + address, cmd.Process.Pid}
}

// serveBare is the handler that others are compared with: one prepared statement, 50 rows,
// JSON.
func serveBare(database string) error {
	pool, err := sqlx.Open("postgres", database)
	if err != nil {
		return err
	}
	rows, err := pool.Preparex(`
		select process_id, bureau_id, department, division, procedure_name, process_name, process_type, applicant, recipient,
		       legal_basis, legal_article, affair_category, digitization_status, planned_fiscal_year, obstacle, national_law_change,
		       law_to_change, ministry, scope, platform, identity_method, fee, payment_methods, attachments, seal_required,
		       standard_processing_period, remarks, volume_total, volume_year, volume_qualifier, usage_total, usage_online
		from process
		where recorded_to = 'infinity'
		order by process_id
		limit 50`)
	if err != nil {
		return err
	}
	e := echo.New()
	e.GET("/", func(c echo.Context) error {
		var found []bareRow
		if err := rows.SelectContext(c.Request().Context(), &found); err != nil {
			return err
		}
		return c.JSON(http.StatusOK, found)
	})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Println(listener.Addr())
	return http.Serve(listener, e)
}

type bareRow struct {
	ProcessID                int64          `db:"process_id" json:"process_id"`
	BureauID                 int            `db:"bureau_id" json:"bureau_id"`
	Department               string         `db:"department" json:"department"`
	Division                 string         `db:"division" json:"division"`
	ProcedureName            string         `db:"procedure_name" json:"procedure_name"`
	ProcessName              string         `db:"process_name" json:"process_name"`
	ProcessType              string         `db:"process_type" json:"process_type"`
	Applicant                string         `db:"applicant" json:"applicant"`
	Recipient                string         `db:"recipient" json:"recipient"`
	LegalBasis               string         `db:"legal_basis" json:"legal_basis"`
	LegalArticle             string         `db:"legal_article" json:"legal_article"`
	AffairCategory           string         `db:"affair_category" json:"affair_category"`
	DigitizationStatus       string         `db:"digitization_status" json:"digitization_status"`
	PlannedFiscalYear        *int           `db:"planned_fiscal_year" json:"planned_fiscal_year"`
	Obstacle                 pq.StringArray `db:"obstacle" json:"obstacle"`
	NationalLawChange        string         `db:"national_law_change" json:"national_law_change"`
	LawToChange              string         `db:"law_to_change" json:"law_to_change"`
	Ministry                 string         `db:"ministry" json:"ministry"`
	Scope                    string         `db:"scope" json:"scope"`
	Platform                 string         `db:"platform" json:"platform"`
	IdentityMethod           string         `db:"identity_method" json:"identity_method"`
	Fee                      string         `db:"fee" json:"fee"`
	PaymentMethods           pq.StringArray `db:"payment_methods" json:"payment_methods"`
	Attachments              pq.StringArray `db:"attachments" json:"attachments"`
	SealRequired             string         `db:"seal_required" json:"seal_required"`
	StandardProcessingPeriod string         `db:"standard_processing_period" json:"standard_processing_period"`
	Remarks                  string         `db:"remarks" json:"remarks"`
	VolumeTotal              *int64         `db:"volume_total" json:"volume_total"`
	VolumeYear               *int           `db:"volume_year" json:"volume_year"`
	VolumeQualifier          *string        `db:"volume_qualifier" json:"volume_qualifier"`
	UsageTotal               *int64         `db:"usage_total" json:"usage_total"`
	UsageOnline              *int64         `db:"usage_online" json:"usage_online"`
}
