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

// listRoutes are the files of a list, which have its address with the format's ending. They
// need the power that its page needs, and the one to export.
func listRoutes[T any](s *Handlers, path string, a request.Access, show func(echo.Context) (shownList[T], error)) []request.Route {
	var routes []request.Route
	for _, format := range report.Formats {
		routes = append(routes, request.Get(path+"."+format, a, func(c echo.Context) error {
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
			l, err := show(c)
			if err != nil {
				return err
			}
			return s.sendTable(c, l.file, k)
		}).Within(request.Exporting))
	}
	return routes
}

// listFiles are the files of all lists but the catalogue.
func (s *Handlers) listFiles() []request.Route {
	reading, auditing, configuring := request.Needs(registry.Read), request.Needs(registry.Audit), request.Needs(registry.Configure)
	return slices.Concat(
		listRoutes(s, "/bureaus", reading, s.bureauList),
		listRoutes(s, "/uploads", reading, s.uploadList),
		listRoutes(s, "/transfers", reading, s.transferList),
		listRoutes(s, "/reconciliation", reading, s.reconciliationList),
		listRoutes(s, movesPath, reading, s.movesFile),
		listRoutes(s, groupsPath, reading, s.groupList),
		listRoutes(s, registry.BulkEditsPath, request.Needs(registry.Undo), s.bulkList),
		listRoutes(s, viewsPath, reading, s.viewList),
		listRoutes(s, proposalsPath, reading, s.proposalList),
		listRoutes(s, lawSettingsPath, reading, s.lawSettingList),
		listRoutes(s, lawsPath, reading, s.lawList),
		listRoutes(s, lawsPath+"/processes", reading, s.blockedList),
		listRoutes(s, "/snapshots", reading, s.snapshotList),
		listRoutes(s, plansPath, reading, s.planList),
		listRoutes(s, plansPath+"/compare", reading, s.comparedFile),
		listRoutes(s, "/plans/:id/processes", reading, s.plannedFile),
		listRoutes(s, "/admin/log", auditing, s.auditFile),
		listRoutes(s, roundsPath, configuring, s.roundList),
		listRoutes(s, thresholdsPath, configuring, s.thresholdList),
		listRoutes(s, targetsPath, configuring, s.targetList),
		listRoutes(s, amendmentsPath, configuring, s.amendmentList),
		listRoutes(s, boardPath, reading, s.boardFile),
		listRoutes(s, accountsPath, request.Needs(registry.Administer).Proved(), s.accountList),
		listRoutes(s, enteredPath, reading, s.enteredList),
		listRoutes(s, curvePath, reading, s.curveFile),
		listRoutes(s, forecastPath, reading, s.forecastFile),
		listRoutes(s, funnelFile, reading, s.funnelFile),
		listRoutes(s, obstaclesFile, reading, s.obstacleFile),
		listRoutes(s, honestyPath, reading, s.honestyFile),
		listRoutes(s, bureauTablePath, reading, s.bureauTableFile),
		listRoutes(s, scoresPath, reading, s.scoreList),
		listRoutes(s, bridgePath, reading, s.bridgeFile),
		listRoutes(s, bridgePartPath, reading, s.bridgePartFile),
	)
}
