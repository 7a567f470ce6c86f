package pgtest

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// Standby starts a copy of the server that follows it and takes no writes until it is
// promoted, by pg_promote(). It gives the standby's address, and that of both together.
func (o *Own) Standby(t testing.TB) (alone, both string) {
	t.Helper()
	pid := o.pid(t)
	program, err := os.Readlink(fmt.Sprintf("/proc/%d/exe", pid))
	if err != nil {
		t.Skipf("this system does not tell where its programs are: %v", err)
	}
	info, err := os.Stat(fmt.Sprintf("/proc/%d", pid))
	if err != nil {
		t.Fatal(err)
	}
	owner := info.Sys().(*syscall.Stat_t)
	u, err := url.Parse(o.URL)
	if err != nil {
		t.Fatal(err)
	}
	sockets := u.Query().Get("host")
	hba := filepath.Join(o.config.Dir, "hba")
	if err := os.WriteFile(hba, []byte("local all all trust\nlocal replication all trust\n"),
		0o644); err != nil { //nolint:gosec // the server reads it as another user
		t.Fatal(err)
	}
	o.Exec(t, "select pg_reload_conf()")
	// Above it is a folder that only its user comes into.
	dir, err := os.MkdirTemp("", "standby")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	own := func(cmd *exec.Cmd) *exec.Cmd {
		cmd.Dir = dir
		if os.Geteuid() == 0 {
			cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: owner.Uid, Gid: owner.Gid}}
		}
		return cmd
	}
	if err := os.Chown(dir, int(owner.Uid), int(owner.Gid)); err != nil {
		t.Fatal(err)
	}
	data := filepath.Join(dir, "data")
	ctx := context.WithoutCancel(t.Context())
	backup := own(
		exec.CommandContext(ctx, filepath.Join(filepath.Dir(program), "pg_basebackup"), "-h", sockets, "-p", u.Query().Get("port"),
			"-U", u.Query().Get("user"), "-D", data, "-R", "-X", "stream", "-c", "fast", "--no-sync"),
	)
	if out, err := backup.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	var said strings.Builder
	server := own(
		exec.CommandContext(ctx, program, "-D", data, "-c", "unix_socket_directories="+dir, "-c", "listen_addresses=", "-c", "port=5432",
			"-c", "hba_file="+hba, "-c", "hot_standby=on", "-c", "fsync=off"),
	)
	server.Stderr = &said
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = server.Process.Signal(syscall.SIGINT)
		_ = server.Wait()
		if t.Failed() {
			t.Log(said.String())
		}
	})
	q := u.Query()
	q.Set("host", dir)
	u.RawQuery = q.Encode()
	alone = u.String()
	pool := Open(t, alone)
	for deadline := time.Now().Add(30 * time.Second); pool.PingContext(ctx) != nil; {
		if time.Now().After(deadline) {
			t.Fatalf("the standby does not answer:\n%s", said.String())
		}
		<-time.After(10 * time.Millisecond)
	}
	q.Set("host", sockets+","+dir)
	u.RawQuery = q.Encode()
	return alone, u.String()
}
