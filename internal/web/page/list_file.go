package page

import (
	"io"
	"slices"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/report"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/web/request"
)

// table is all rows as a file.
func (l list[T]) table(rows []T, chips []chip) report.Table {
	t := report.Table{Name: l.Name, Conditions: conditionsText(chips)}
	for i, sum := range l.sumValues(rows) {
		if !l.Columns[i].Page {
			t.Sums = append(t.Sums, sum)
		}
	}
	if l.When != "" {
		t.Conditions = strings.TrimSuffix(l.When+"、"+t.Conditions, "、")
	}
	if t.Sums != nil && t.Sums[0] == nil {
		t.Sums[0] = "合計"
	}
	columns := slices.DeleteFunc(slices.Clone(l.Columns), func(c listColumn[T]) bool { return c.Page })
	for _, c := range columns {
		t.Columns = append(t.Columns, c.Label)
	}
	for _, row := range rows {
		values := make([]any, len(columns))
		for i, c := range columns {
			if v := c.Value(row); !blank(v) || isNumber(v) {
				values[i] = v
			}
		}
		t.Rows = append(t.Rows, values)
	}
	return t
}

// conditionsText is what a list is restricted to, in a line.
func conditionsText(chips []chip) string {
	texts := make([]string, len(chips))
	for i, c := range chips {
		texts[i] = c.Label
	}
	return strings.Join(texts, "、")
}

// sendTable sends a list as a file, and notes it in the log.
func (s *Handlers) sendTable(c echo.Context, t report.Table, k fileKind) error {
	noted := store.Export{What: t.Name + "（" + k.format + "）", Conditions: t.Conditions}
	if err := s.Store.RecordExport(c.Request().Context(), request.ScopeOf(c), noted); err != nil {
		return err
	}
	return s.Download(c, k.name(t.Name, s.fileDay(time.Time{})), k.contentType, func(w io.Writer) error {
		if k.lost {
			return t.WriteLost(w, k.charset)
		}
		_, err := t.WriteTable(w, k.format, k.charset)
		return err
	})
}

// listFile is a list as a file, at its page's address.
type listFile struct {
	path   string
	access request.Access
	table  func(echo.Context) (report.Table, error)
}

func fileOf[T any](path string, a request.Access, show func(echo.Context) (shownList[T], error)) listFile {
	return listFile{path, a, func(c echo.Context) (report.Table, error) {
		l, err := show(c)
		return l.file, err
	}}
}

// listRoutes are the files of all lists but the catalogue, which have their addresses with the
// format's ending. They need the power that the page needs, and the one to export.
func (s *Handlers) listRoutes() []request.Route {
	var routes []request.Route
	for _, l := range s.listFiles() {
		for _, format := range report.Formats {
			routes = append(routes, request.Get(l.path+"."+format, l.access, func(c echo.Context) error {
				if err := request.ScopeOf(c).Require("page.listRoutes", registry.Export); err != nil {
					return err
				}
				k, err := kindOf(c, format)
				if err != nil {
					return err
				}
				// What says how the file is written is no condition of the list.
				values := c.QueryParams()
				delete(values, paramEncoding)
				delete(values, paramLost)
				c.Request().URL.RawQuery = values.Encode()
				t, err := l.table(c)
				if err != nil {
					return err
				}
				return s.sendTable(c, t, k)
			}).Within(request.Exporting))
		}
	}
	return routes
}

func (s *Handlers) listFiles() []listFile {
	reading, auditing, configuring := request.Needs(registry.Read), request.Needs(registry.Audit), request.Needs(registry.Configure)
	return []listFile{
		fileOf("/bureaus", reading, s.bureauList),
		fileOf("/uploads", reading, s.uploadList),
		fileOf("/transfers", reading, s.transferList),
		fileOf("/reconciliation", reading, s.reconciliationList),
		fileOf(movesPath, reading, s.movesFile),
		fileOf(groupsPath, reading, s.groupList),
		fileOf(registry.BulkEditsPath, request.Needs(registry.Undo), s.bulkList),
		fileOf(viewsPath, reading, s.viewList),
		fileOf(proposalsPath, reading, s.proposalList),
		fileOf(lawSettingsPath, reading, s.lawSettingList),
		fileOf(lawsPath, reading, s.lawList),
		fileOf(lawsPath+"/processes", reading, s.blockedList),
		fileOf("/snapshots", reading, s.snapshotList),
		fileOf(plansPath, reading, s.planList),
		fileOf(plansPath+"/compare", reading, s.comparedFile),
		fileOf("/plans/:id/processes", reading, s.plannedFile),
		fileOf("/admin/log", auditing, s.auditFile),
		fileOf(roundsPath, configuring, s.roundList),
		fileOf(thresholdsPath, configuring, s.thresholdList),
		fileOf(targetsPath, configuring, s.targetList),
		fileOf(amendmentsPath, configuring, s.amendmentList),
		fileOf(boardPath, reading, s.boardFile),
		fileOf(accountsPath, request.Needs(registry.Administer).Proved(), s.accountList),
		fileOf(enteredPath, reading, s.enteredList),
		fileOf(curvePath, reading, s.curveFile),
		fileOf(forecastPath, reading, s.forecastFile),
		fileOf(funnelFile, reading, s.funnelFile),
		fileOf(obstaclesFile, reading, s.obstacleFile),
		fileOf(honestyPath, reading, s.honestyFile),
		fileOf(bureauTablePath, reading, s.bureauTableFile),
		fileOf(scoresPath, reading, s.scoreList),
		fileOf(bridgePath, reading, s.bridgeFile),
		fileOf(bridgePartPath, reading, s.bridgePartFile),
	}
}
