package cli

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"syscall"
	"time"

	"tetsuzuki/internal/intake"
	"tetsuzuki/internal/job"
	"tetsuzuki/internal/notify"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web"
)

var serveVerb = verb{
	name:     "serve",
	summary:  "サービスを始めます。Ctrl-C か SIGTERM で終わります（受付中の処理を終えてから止まります）。",
	settings: []string{"addr", "data"},
	detail: `ログは JSON で標準エラー出力に書きます。/healthz（生存）、/readyz（準備完了）、/metrics（計測値）があります。
データベースを指定したときは、未適用の構成変更があると始まりません（「tetsuzuki migrate up」で適用します）。`,
	set: func(fs *flag.FlagSet) action {
		ifEmpty := fs.Bool("sample-if-empty", false, "登録簿が空なら、架空の 28,000 手続とサンプルのアカウントを入れる（データベースを指定したときは入れない）")
		anywhere := fs.Bool("sample", false, "データベースを指定したときも、登録簿が空ならサンプルを入れる")
		until := dayFlag(fs, "sample-until", "サンプルを、2020年9月からこの`日`の前までにする（省くと今日まで）")
		return func(ctx context.Context, p *program, _ []string) int {
			return p.use(ctx, func(o *opened) error {
				return service{p, o, *anywhere || *ifEmpty && o.private != nil, *until}.run(ctx)
			})
		}
	},
}

// The time limits of the HTTP server. A large upload over a slow line takes minutes, so each
// route sets its own limits for reading a request and for answering it
// (internal/web/request/arriving.go). readTimeout holds for requests that no route matches.
const (
	headerTimeout = 10 * time.Second
	readTimeout   = 30 * time.Second
	writeTimeout  = 10 * time.Minute
	idleTimeout   = 2 * time.Minute
	drainTimeout  = 30 * time.Second
)

// service is one run of the HTTP service.
type service struct {
	*program
	*opened
	fill bool // with the sample, if the registry is empty

	sampleUntil time.Time // zero: now
}

// run serves until ctx ends.
func (s service) run(ctx context.Context) error {
	log := slog.New(slog.NewJSONHandler(s.err, &slog.HandlerOptions{Level: s.opened.config.LogLevel}))
	if err := s.store.CheckQueries(ctx); err != nil {
		return err
	}
	// Before the work of filling, so that a port in use is told at once.
	listener, err := listen(ctx, s.opened.config.Addr)
	if err != nil {
		return err
	}
	defer func() { _ = listener.Close() }() // the server closes it too
	url := "http://" + listener.Addr().String()
	if s.opened.config.PublicURL != nil {
		url = s.opened.config.PublicURL.String()
	}
	if s.private != nil {
		release, err := claim(s.opened.config.Data, url)
		if err != nil {
			return err
		}
		defer release()
	}
	if s.fill {
		if err := fillSample(ctx, s.url, s.opened.config.MaxUpload, s.sampleUntil, s.out); err != nil {
			return err
		}
	}
	defer s.keep(ctx, log)()
	defer s.tick(ctx, log)()
	sample, err := s.store.HasSample(ctx)
	if err != nil {
		return err
	}
	for _, r := range s.opened.config.OpenID.Roles {
		if r.Bureau == "" {
			continue
		}
		if _, err := s.store.Bureau(ctx, r.Bureau); err != nil {
			return &registry.Error{Code: registry.Invalid, Op: "cli.serve", Field: "TETSUZUKI_OIDC_ROLES", Err: err,
				Message: fmt.Sprintf("TETSUZUKI_OIDC_ROLES の「%s」という局はありません。局の名前かコードを確かめてください。", r.Bureau)}
		}
	}
	in := intake.New(s.store, s.opened.config.MaxUpload)
	handler, err := web.New(web.Options{
		OpenID: s.opened.config.OpenID, SecondFactor: s.opened.config.SecondFactor, PublicURL: publicURL(s.opened.config),
		Store: s.store, Logger: log, SecureCookies: s.opened.config.SecureCookies(),
		SessionIdle: s.opened.config.SessionIdle, SessionLimit: s.opened.config.SessionLimit, Intake: in,
		Mailing: s.opened.config.Mail.Host != "", ExportsAtOnce: s.opened.config.ExportsAtOnce, Build: build(),
	})
	if err != nil {
		return err
	}
	server := &http.Server{
		Handler:           measured(handler),
		ReadHeaderTimeout: headerTimeout, ReadTimeout: readTimeout, WriteTimeout: writeTimeout, IdleTimeout: idleTimeout,
		MaxHeaderBytes: 64 << 10,
		ErrorLog:       slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	// It stops together with the HTTP server and in less time, so that both have stopped
	// before the database does.
	var worker sync.WaitGroup
	if s.private != nil {
		// This is the only service over the folder: whoever has a job is dead.
		if _, err := s.store.TakeOverJobs(ctx, 0); err != nil {
			return err
		}
	}
	working, stop := context.WithCancel(ctx)
	worker.Go(func() {
		kinds := map[registry.JobKind]job.Handler{registry.JobRead: job.Reads(in), registry.JobVerify: job.Verifies(s.store),
			registry.JobPlan: job.Plans(s.store), registry.JobBulk: job.BulkEdits(s.store, in)}
		if s.opened.config.Mail.Host != "" {
			kinds[registry.JobMail] = notify.Post{
				Store:  s.store,
				Logger: log,
				Server: s.opened.config.Mail,
				URL:    publicURL(s.opened.config),
			}.Sends
		}
		job.Worker{Store: s.store, Logger: log, Drain: drainTimeout * 2 / 3, Kinds: kinds, More: in.RequestWaitingReadings}.Run(working)
	})
	defer worker.Wait()
	defer stop()
	if !s.store.Restricted() {
		log.Warn(
			"working with all rights of the database's user: make the role tetsuzuki_app, grant it to the user and run \"tetsuzuki migrate up\"",
		)
	}
	log.Info("serving", "addr", listener.Addr().String(), "version", version(), "private_database", s.private != nil)
	accounts, err := s.store.Accounts(ctx, operator())
	if err != nil {
		return err
	}
	s.greet(url, listener.Addr(), sample, len(accounts) == 0 && s.opened.config.OpenID.Issuer == "")
	select {
	case err := <-failed:
		return registry.Failed("cli.serve", err)
	case <-ctx.Done():
	}
	log.Info("stopping")
	drain, cancel := context.WithTimeout(context.WithoutCancel(ctx), drainTimeout)
	defer cancel()
	if err := server.Shutdown(drain); err != nil {
		log.Warn("requests were cut off", "error", errors.Join(err, server.Close()).Error())
	}
	worker.Wait()
	fmt.Fprintln(s.out, "サービスを止めました。")
	return nil
}

// publicURL is the address that users type, without a slash at the end; empty where
// it is not configured.
func publicURL(c Config) string {
	if c.PublicURL == nil {
		return ""
	}
	return strings.TrimRight(c.PublicURL.String(), "/")
}

// keep starts the private database again whenever it has died, until the returned function is
// called: a database that is being stopped must not be started again.
func (s service) keep(ctx context.Context, log *slog.Logger) (stop func()) {
	if s.private == nil {
		return func() {}
	}
	ctx, cancel := context.WithCancel(ctx)
	var keeper sync.WaitGroup
	keeper.Go(func() {
		s.private.Keep(ctx, func(err error) {
			if err != nil {
				log.Error("the private database is down", "error", err.Error())
				return
			}
			log.Warn("the private database had died and was started again")
		})
	})
	return func() { cancel(); keeper.Wait() }
}

func listen(ctx context.Context, addr string) (net.Listener, error) {
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", addr)
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, &registry.Error{Code: registry.Conflict, Op: "cli.listen", Field: "TETSUZUKI_ADDR", Err: err,
			Message: fmt.Sprintf("%s はほかのプログラムが使っています。そのプログラムを止めるか、--addr 127.0.0.1:8081 のように別のポートを指定してください。", addr)}
	case err != nil:
		return nil, &registry.Error{Code: registry.Invalid, Op: "cli.listen", Field: "TETSUZUKI_ADDR", Err: err,
			Message: fmt.Sprintf("%s で待ち受けられません（%v）。TETSUZUKI_ADDR を確かめてください。", addr, err)}
	}
	return l, nil
}

// greet tells the person who started the service where it is, and how to sign in.
func (s service) greet(url string, addr net.Addr, sample, nobody bool) {
	fmt.Fprintf(s.out, "手続レジストリを始めました。\n  %s\n", url)
	if nobody {
		fmt.Fprint(s.out, "アカウントはまだありません。"+firstAccount)
	}
	if sample {
		writeSampleAccounts(s.out)
		if tcp, ok := addr.(*net.TCPAddr); ok && !tcp.IP.IsLoopback() {
			fmt.Fprintln(s.out, "注意: このパスワードは公開されています。ほかの機械から届く場所では、サンプルのアカウントを停止してください。")
		}
	}
	fmt.Fprintln(s.out, "止めるには Ctrl-C を押してください。")
}
