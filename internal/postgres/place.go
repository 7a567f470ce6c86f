package postgres

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// sharedPlace is where root's cluster goes when the server's user could not
// reach the folder asked for, as in a checkout under /root.
const sharedPlace = "/var/lib/tetsuzuki"

// place is the folder of one private PostgreSQL:
//
//	data/        the cluster, for the server's user alone
//	start.lock   held while the server is started or stopped
//	use.lock     held, shared, by every process that uses the server
//	hba, ident   who may connect; not in data/, so that the program never
//	             writes through what the server's user may have put there
//	server.log   what the server says
//	socket       the folder of the socket, where data/ has too long a path
type place struct{ dir string }

func (p place) data() string   { return filepath.Join(p.dir, "data") }
func (p place) fresh() string  { return filepath.Join(p.dir, "data.new") }
func (p place) start() string  { return filepath.Join(p.dir, "start.lock") }
func (p place) use() string    { return filepath.Join(p.dir, "use.lock") }
func (p place) hba() string    { return filepath.Join(p.dir, "hba") }
func (p place) ident() string  { return filepath.Join(p.dir, "ident") }
func (p place) log() string    { return filepath.Join(p.dir, "server.log") }
func (p place) socket() string { return filepath.Join(p.dir, "socket") }

// settle makes the folder and returns where it really is.
func settle(dir string) (place, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return place{}, err
	}
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		return place{}, &Error{fmt.Sprintf("データフォルダー %s を作れません。書き込める場所を TETSUZUKI_DATA に指定してください。", dir), err}
	}
	if os.Geteuid() == 0 {
		if err := linkAside(dir); err != nil {
			return place{}, &Error{fmt.Sprintf("データフォルダー %s を用意できません。", dir), err}
		}
	}
	// An ordinary user's server is that user: nobody else has business here.
	mode := os.FileMode(0o700)
	if os.Geteuid() == 0 {
		mode = 0o711
	}
	if err := mkdir(dir, mode); err != nil {
		return place{}, &Error{fmt.Sprintf("データフォルダー %s を作れません。書き込める場所を TETSUZUKI_DATA に指定してください。", dir), err}
	}
	real, err := filepath.EvalSymlinks(dir)
	return place{real}, err
}

// linkAside makes the folder under sharedPlace, with a link to it at dir, where other users
// cannot reach dir. If the folder is there, it stays.
func linkAside(dir string) error {
	if target, err := os.Readlink(dir); err == nil {
		return errors.Join(mkdir(filepath.Dir(target), 0o711), mkdir(target, 0o711))
	}
	if _, err := os.Lstat(dir); err == nil {
		return nil
	}
	parent, err := filepath.EvalSymlinks(filepath.Dir(dir))
	if err != nil || passable(parent) {
		return err
	}
	if err := mkdir(sharedPlace, 0o711); err != nil {
		return err
	}
	// A new one each time: who has removed dir wants to start afresh.
	target, err := os.MkdirTemp(sharedPlace, "")
	if err != nil {
		return err
	}
	if err := os.Chmod(target, 0o711); err != nil {
		return err
	}
	err = os.Symlink(target, dir)
	if os.IsExist(err) { // another process was faster
		return os.Remove(target)
	}
	return err
}

// mkdir makes a folder with the mode given, whatever the umask; one that is
// there stays as it is.
func mkdir(dir string, mode os.FileMode) error {
	err := os.Mkdir(dir, mode)
	if os.IsExist(err) {
		return nil
	}
	if err != nil {
		return err
	}
	return os.Chmod(dir, mode)
}

// publish writes a file that every user may read, whatever the umask.
func publish(file, text string) error {
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		return err
	}
	return os.Chmod(file, 0o644)
}

// passable says whether every user may come through to the folder.
func passable(dir string) bool {
	for ; ; dir = filepath.Dir(dir) {
		info, err := os.Stat(dir)
		if err != nil || info.Mode().Perm()&0o001 == 0 {
			return false
		}
		if dir == filepath.Dir(dir) {
			return true
		}
	}
}

// maxSocketPath is the room for a socket's path in sockaddr_un, in bytes:
// 108 on Linux and 104 elsewhere, with the closing zero.
const maxSocketPath = 103

// socketDir returns the folder for the socket: the cluster's own, which only
// the server's user can enter, or a private short one.
func (p place) socketDir(a account) (string, error) {
	if len(filepath.Join(p.data(), ".s.PGSQL.5432.lock")) <= maxSocketPath {
		return p.data(), nil
	}
	if b, err := os.ReadFile(p.socket()); err == nil {
		dir := string(b)
		if info, err := os.Lstat(dir); err == nil && info.IsDir() && info.Mode().Perm() == 0o700 &&
			int(info.Sys().(*syscall.Stat_t).Uid) == a.uid {
			return dir, nil
		}
	}
	dir, err := os.MkdirTemp("/tmp", "tetsuzuki-")
	if err != nil {
		return "", err
	}
	if err := a.own(dir); err != nil {
		return "", err
	}
	return dir, os.WriteFile(p.socket(), []byte(dir), 0o600)
}

// clearSocket removes a short socket folder, if there is one.
func (p place) clearSocket() error {
	b, err := os.ReadFile(p.socket())
	if os.IsNotExist(err) {
		return nil
	}
	if err != nil {
		return err
	}
	if dir := string(b); strings.HasPrefix(dir, "/tmp/tetsuzuki-") {
		if err := os.RemoveAll(dir); err != nil {
			return err
		}
	}
	return os.Remove(p.socket())
}

// maxLog is how long the server's log, in bytes, may be when a server starts;
// a longer one is begun anew.
const maxLog = 10 << 20

func (p place) openLog() (*os.File, error) {
	how := os.O_WRONLY | os.O_CREATE | os.O_APPEND
	if info, err := os.Stat(p.log()); err == nil && info.Size() > maxLog {
		how |= os.O_TRUNC
	}
	return os.OpenFile(p.log(), how, 0o600)
}
