package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	importer "tetsuzuki/import"
	"tetsuzuki/import/stamp"
	"tetsuzuki/internal/intake"
	"tetsuzuki/internal/postgres/pgtest"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/sample"
	"tetsuzuki/internal/store"
)

// workbook is a made-up bureau workbook.
func workbook(t *testing.T, bureau string) (path string, rows int) {
	t.Helper()
	dir := t.TempDir()
	err := sample.Workbooks(t.Context(), func(w sample.Workbook) error {
		if w.Bureau == bureau {
			path, rows = filepath.Join(dir, w.Name), w.Rows
			return os.WriteFile(path, w.Data, 0o600)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return path, rows
}

// imported runs the verb import and reads its JSON.
func imported(t *testing.T, url, path string, args ...string) importJSON {
	t.Helper()
	status, out, stderr := runOn(t, url, append([]string{"import", "--json", path}, args...)...)
	if status != exitOK {
		t.Fatalf("status %d: %s%s", status, out, stderr)
	}
	var got importJSON
	if err := json.Unmarshal([]byte(out), &got); err != nil {
		t.Fatal(err)
	}
	return got
}

// stampOf is the stamp that a file comes back with.
func stampOf(t *testing.T, path string) stamp.Stamp {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	rep, err := importer.Read(t.Context(), importer.Source{Name: path, Data: bytes.NewReader(data), Size: int64(len(data))},
		importer.Options{},
		func(importer.Record) error { return nil })
	if err != nil {
		t.Fatal(err)
	}
	return rep.File.Stamp
}

// What the registry gives out, as list and as form, changes nothing when it comes
// back; nor does a file that comes twice.
func TestWhatWasGivenOutComesBackUnchanged(t *testing.T) {
	t.Parallel()
	url := pgtest.New(t)
	council, n := workbook(t, "議会局")     // sends two years
	personnel, m := workbook(t, "会計管理局") // also two
	policy, k := workbook(t, "政策企画局")    // one
	for path, want := range map[string]struct {
		bureau string
		n      int
	}{council: {"議会局", n}, personnel: {"会計管理局", m}, policy: {"政策企画局", k}} {
		if got := imported(t, url, path, "--bureau", want.bureau); got.State != registry.UploadConfirmed || got.Counts.New != want.n {
			t.Fatalf("%s: %s %+v, want %d new", path, got.State, got.Counts, want.n)
		}
	}
	dir := t.TempDir()
	for name, c := range map[string]struct {
		make, take []string
		n          int
	}{
		"again.xlsx": {nil, []string{"--bureau", "政策企画局"}, k},
		"list.xlsx":  {[]string{"export", "list", "--out"}, nil, n + m + k},
		"list.csv":   {[]string{"export", "list", "--out"}, nil, n + m + k},
		"cp932.csv":  {[]string{"export", "list", "--encoding", "cp932", "--out"}, nil, n + m + k},
		"one.xlsx":   {[]string{"export", "list", "--bureau", "議会局", "--out"}, []string{"--bureau", "議会局"}, n},
		"form.xlsx":  {[]string{"form", "--bureau", "議会局", "--fiscal-year", "2020"}, []string{"--bureau", "議会局"}, n},
		"next.xlsx":  {[]string{"form", "--bureau", "議会局", "--fiscal-year", "2021"}, []string{"--bureau", "議会局"}, n},
	} {
		path := filepath.Join(dir, name)
		if c.make == nil {
			path = policy
		} else if status, out, stderr := runOn(t, url, append(c.make, path)...); status != exitOK {
			t.Fatalf("%v: status %d: %s%s", c.make, status, out, stderr)
		}
		if got := imported(t, url, path, c.take...); got.State != registry.UploadUnchanged || got.Counts.Unchanged != c.n {
			t.Errorf("%s: %s %+v, want %d unchanged", name, got.State, got.Counts, c.n)
		}
		if stamped := stampOf(t, path); stamped.IsZero() == (c.make != nil && filepath.Ext(name) == ".xlsx") {
			t.Errorf("%s is stamped with %q", name, stamped)
		}
	}
	if status, out, stderr := runOn(t, url, "verify"); status != exitOK || !strings.Contains(out, "変更 3 件に問題はありません") {
		t.Errorf("verify: status %d: %s%s", status, out, stderr)
	}
}

func TestImportSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	url := pgtest.New(t)
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	const header = "局,手続名,年間件数（令和2年度）\n"
	for _, c := range []struct {
		name   string
		args   []string
		status int
		printed
	}{
		{"a faulty cell", []string{write("faulty.csv", header+"環境局,架空の届出,たくさん\n")}, exitWrong, printed{out: "C2"}},
		{"another bureau's row", []string{write("other.csv", header+"主税局,架空の届出,1\n"), "--bureau", "環境局"}, exitWrong, printed{out: "登録していません"}},
		{"not a table", []string{write("picture.xlsx", "\x89PNG\r\n\x1a\n")}, exitUnreadable, printed{err: "「picture.xlsx」は受け付けませんでした。画像ファイルです"}},
		{"no such file", []string{filepath.Join(dir, "none.xlsx")}, exitUnreadable, printed{err: "を読めません"}},
		{"an unknown bureau", []string{write("good.csv", header+"環境局,架空の届出,10\n"), "--bureau", "ない局"}, exitWrong, printed{err: "「ない局」という局はありません"}},
		{"a right one", []string{write("good.csv", header+"環境局,架空の届出,10\n")}, exitOK, printed{out: "登録しました（受付番号 3）。新規 1 手続"}},
		{"the same again", []string{write("good.csv", header+"環境局,架空の届出,10\n")}, exitOK, printed{out: "何も変わりませんでした"}},
	} {
		status, out, stderr := runOn(t, url, append([]string{"import"}, c.args...)...)
		if status != c.status || !strings.Contains(out, c.out) || !strings.Contains(stderr, c.err) {
			t.Errorf("%s: status %d, want %d\n%s%s", c.name, status, c.status, out, stderr)
		}
	}
}

// The sample fills an empty registry, goes on where it was cut short, and leaves
// any other registry alone.
func TestFillSample(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("takes 28,000 processes in")
	}
	url := pgtest.New(t)
	p := &program{environ: []string{"TETSUZUKI_DATABASE_URL=" + url}}
	o, err := p.openRegistry(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer o.close(t.Context())
	var out bytes.Buffer
	until := time.Date(2020, 12, 1, 0, 0, 0, 0, registry.Tokyo)
	ctx, cancel := context.WithCancel(t.Context())
	if err := fillSample(ctx, url, o.config.MaxUpload, until, &onText{&out, "  6/", cancel}); err == nil {
		t.Fatal("the filling was not cut short")
	}
	file := intake.File{Name: "架空.csv", Data: strings.NewReader("局,手続名\n環境局,架空の届出\n")}
	cut, err := intake.New(o.store, 0).Prepare(t.Context(), sampleActor, file, intake.Options{Partial: true})
	if err != nil || cut.Upload.State != registry.UploadStaged {
		t.Fatalf("%+v, %v", cut.Upload, err)
	}
	for range 2 { // the rest, then nothing
		if err := fillSample(t.Context(), url, o.config.MaxUpload, until, &out); err != nil {
			t.Fatal(err)
		}
	}
	if n := strings.Count(out.String(), "2020年度の棚卸："); n < sample.Bureaus() {
		t.Errorf("%d bureaus were filled in, want each of %d:\n%s", n, sample.Bureaus(), out.String())
	}
	if u, err := o.store.Upload(t.Context(), operator(), cut.Upload.ID); err != nil || u.State != registry.UploadDiscarded {
		t.Errorf("the file that was read and not confirmed is %s, %v", u.State, err)
	}
	if all, err := o.store.Snapshots(t.Context(), operator()); err != nil || len(all) != 1 || all[0].AsOf.Year() != 2020 {
		t.Errorf("published figures %+v, %v", all, err)
	}
	if accounts, err := o.store.Accounts(t.Context(), operator()); err != nil || len(accounts) != len(sample.Accounts) {
		t.Errorf("%d accounts (%v), want %d", len(accounts), err, len(sample.Accounts))
	}
	theDeskIsFilled(t, o.store)
	standing, err := o.store.Standing(t.Context(), operator(), time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	var total int64
	for _, tally := range standing.Tallies {
		total += tally.Processes
	}
	if total != sample.Total {
		t.Errorf("%d processes, want %d", total, sample.Total)
	}
}

// theDeskIsFilled looks for the sample's groups, the target of one of them, and its proposals.
func theDeskIsFilled(t *testing.T, s *store.Store) {
	t.Helper()
	groups, err := s.Groups(t.Context())
	if err != nil || len(groups) != len(sample.Groups) {
		t.Fatalf("groups %+v, %v", groups, err)
	}
	for _, g := range sample.Groups {
		i := slices.IndexFunc(groups, func(v registry.GroupVersion) bool { return v.Name == g.Name })
		ids, err := s.GroupMembers(t.Context(), operator(), groups[max(i, 0)].Number)
		if i < 0 || err != nil || g.Most > 0 && len(ids) != g.Most || len(ids) == 0 {
			t.Errorf("%s: %d processes, %v", g.Name, len(ids), err)
		}
	}
	targets, err := s.Targets(t.Context())
	ofGroup := func(v registry.TargetVersion) bool { return v.Scope == registry.TargetGroup && v.Group != 0 }
	if err != nil || !slices.ContainsFunc(targets, ofGroup) {
		t.Errorf("targets %+v, %v", targets, err)
	}
	proposals, err := s.Proposals(t.Context(), operator())
	if err != nil || len(proposals) != 4 { // the fifth one is sent later
		t.Fatalf("proposals %+v, %v", proposals, err)
	}
	for _, p := range proposals {
		sent := p.Last().State == registry.ProposalSent
		if len(p.Steps) != 1 || sent && p.Processes == 0 || !sent && p.Last().State != registry.ProposalConsidering {
			t.Errorf("%s: %d processes, %+v", p.Title, p.Processes, p.Steps)
		}
	}
}

// onText does something when a text is written.
type onText struct {
	io.Writer
	text string
	do   func()
}

func (w *onText) Write(b []byte) (int, error) {
	if strings.Contains(string(b), w.text) {
		w.do()
	}
	return w.Writer.Write(b)
}

// The verb asks what the page would ask, and takes the answer for all rows.
func TestImportAsksAboutRowsLikeOthers(t *testing.T) {
	t.Parallel()
	url := pgtest.New(t)
	file := func(name string, rows string) string {
		path := filepath.Join(t.TempDir(), name)
		text := "手続名,根拠法令,年間件数（令和3年度）,デジタル化状況\n" + rows
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	imported(t, url, file("一.csv", "架空廃棄物処理業の許可,架空廃棄物法,5,検討中\n架空騒音の届出,架空騒音法,6,検討中\n"), "--bureau", "環境局")
	renamed := file("二.csv", "架空廃棄物処理業許可申請,架空廃棄物法,5,検討中\n架空騒音の届出,架空騒音法,6,検討中\n")
	status, out, _ := runOn(t, url, "import", renamed, "--bureau", "環境局")
	if status != exitWrong || !strings.Contains(out, "二 2行「架空廃棄物処理業許可申請」：P-0000001 と似ています") || !strings.Contains(out, "--alike same") ||
		!strings.Contains(out, "登録していません") {
		t.Errorf("status %d: %s", status, out)
	}
	status, out, _ = runOn(t, url, "import", renamed, "--bureau", "環境局", "--json")
	if status != exitWrong || !strings.Contains(out, `"state": "staged"`) || !strings.Contains(out, `"P-0000001"`) {
		t.Errorf("status %d: %.500s", status, out)
	}
	if status, _, stderr := runOn(t, url, "import", renamed, "--alike", "maybe"); status != exitUsage || !strings.Contains(stderr, "--alike") {
		t.Errorf("status %d: %s", status, stderr)
	}
	if got := imported(t, url, renamed, "--bureau", "環境局", "--alike", "same"); got.Counts.Changed != 1 || got.Counts.New != 0 {
		t.Errorf("%+v", got.Counts)
	}
	if got := imported(t, url, renamed, "--bureau", "環境局"); got.State != registry.UploadUnchanged {
		t.Errorf("%s %+v", got.State, got.Counts)
	}
}
