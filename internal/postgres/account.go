package postgres

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"strconv"
	"syscall"
)

// account is the system user that the server processes run as.
type account struct {
	uid, gid int
	name     string
	drop     bool // the program is root and must drop its rights
}

// accountFor returns the user for the cluster in the folder data: the program's
// own user; for root, which PostgreSQL refuses, the owner of the cluster that
// is there, else postgres or nobody.
func accountFor(data string) (account, error) {
	if uid := os.Geteuid(); uid != 0 {
		u, err := user.LookupId(strconv.Itoa(uid))
		if err != nil {
			return account{}, &Error{fmt.Sprintf(
				"このユーザー（番号 %d）の名前がシステムに登録されていないため、PostgreSQL を起動できません。登録されたユーザーで実行してください。", uid), err}
		}
		if info, err := os.Stat(data); err == nil {
			if owner := int(info.Sys().(*syscall.Stat_t).Uid); owner != uid {
				return account{}, &Error{Message: fmt.Sprintf(
					"データフォルダー %s は別のユーザー（番号 %d）のものです。そのユーザーで実行するか、TETSUZUKI_DATA に別の場所を指定してください。", data, owner)}
			}
		}
		return parse(u, false)
	}
	if info, err := os.Stat(data); err == nil {
		if owner := int(info.Sys().(*syscall.Stat_t).Uid); owner != 0 {
			u, err := user.LookupId(strconv.Itoa(owner))
			if err != nil {
				return account{}, &Error{fmt.Sprintf(
					"データフォルダー %s の持ち主（番号 %d）がシステムに登録されていません。", data, owner), err}
			}
			return parse(u, true)
		}
	}
	for _, name := range []string{"postgres", "nobody"} {
		if u, err := user.Lookup(name); err == nil {
			return parse(u, true)
		}
	}
	return account{}, &Error{Message: "root のままでは PostgreSQL を起動できません。ユーザー postgres か nobody を作るか、一般のユーザーで実行してください。"}
}

func parse(u *user.User, drop bool) (account, error) {
	uid, err1 := strconv.Atoi(u.Uid)
	gid, err2 := strconv.Atoi(u.Gid)
	return account{uid, gid, u.Username, drop}, errors.Join(err1, err2)
}

// as makes cmd run as the account, in a session of its own: Ctrl-C at the terminal reaches the
// program only, which stops the server when its own work is done.
func (a account) as(cmd *exec.Cmd) {
	cmd.Dir = "/"
	cmd.Env = []string{"PATH=/usr/local/bin:/usr/bin:/bin", "LC_ALL=C", "TZ=UTC"}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if a.drop {
		cmd.SysProcAttr.Credential = &syscall.Credential{Uid: uint32(a.uid), Gid: uint32(a.gid)}
	}
}

// own makes the folder, for the account alone.
func (a account) own(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	if a.drop {
		return os.Chown(dir, a.uid, a.gid)
	}
	return nil
}
