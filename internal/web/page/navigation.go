package page

import (
	"strings"

	"tetsuzuki/internal/registry"
)

// section is a part of the service in the navigation: one entry, with its pages in a line
// below while one of them is shown. Its own entry leads to the first that the caller may see.
type section struct {
	label string
	pages []sectionPage
}

// sectionPage is a page of a section, with the permission that it needs.
type sectionPage struct {
	href, label string
	power       registry.Power
	also        []string // addresses that belong to it and do not begin with its own
}

// sections are the parts of the service, in the order of the work. The priority processes have
// an entry of their own: they are what most come for.
var sections = []section{
	{"今日の仕事", []sectionPage{{href: homePath, label: "今日の仕事", power: registry.Read}}},
	{"進捗", []sectionPage{
		{ratesPath, "進捗", registry.Read, []string{"/progress", enteredPath}},
		{href: plansPath, label: "計画", power: registry.MakePlans},
		{href: "/snapshots", label: "公表値", power: registry.Read},
		{"/exports", "出力", registry.Export, []string{"/reports"}},
	}},
	{"手続一覧", []sectionPage{
		{"/processes", "手続一覧", registry.Read, []string{registry.EditsPath, registry.BulkEditsPath, "/changes"}},
		{href: groupsPath, label: "手続群", power: registry.Read},
	}},
	{"重点手続", []sectionPage{{href: "/priorities", label: "重点手続", power: registry.Read}}},
	{"法令と提案", []sectionPage{
		{href: lawsPath, label: "国の法令", power: registry.Read},
		{href: proposalsPath, label: "国への提案", power: registry.Read},
	}},
	{"取込と提出", []sectionPage{
		{href: "/uploads", label: "取込", power: registry.Read},
		{href: "/board", label: "提出状況", power: registry.Read},
		{href: "/transfers", label: "所管替え", power: registry.Read},
		{href: "/reconciliation", label: "増減", power: registry.Read},
		{href: "/deputies", label: "代理", power: registry.Approve},
	}},
	{"管理と記録", []sectionPage{
		{href: adminPath, label: "管理", power: registry.Configure},
		{href: "/admin/log", label: "記録", power: registry.Audit},
		{href: "/admin/verify", label: "検証", power: registry.Audit},
	}},
}

// navigation is the navigation of one page.
type navigation struct {
	Sections []navItem
	Here     string    // the section that is shown; empty: none
	Pages    []navItem // those of Here; none where it has one alone
}

// navItem is one entry of the navigation.
type navItem struct {
	Href, Label string
	Current     string // what of it is shown, as aria-current says it; empty: nothing
}

// What an entry says of itself, as values of aria-current.
const (
	currentPage = "page" // it leads to the page that is shown, or to the one above it
	currentPart = "true" // the page that is shown is one of its own
)

// navigationAt is the navigation of who has the powers, on the page at an address. An entry that
// they may not follow is not there, nor is a section without entries.
func navigationAt(path string, may func(registry.Power) bool) navigation {
	var n navigation
	here, closest := -1, 0
	var lines [][]navItem
	for _, s := range sections {
		var line []navItem
		current := -1
		for _, p := range s.pages {
			if !may(p.power) {
				continue
			}
			if length := p.within(path); length > closest {
				here, closest, current = len(n.Sections), length, len(line)
			}
			line = append(line, navItem{Href: p.href, Label: p.label})
		}
		if line == nil {
			continue
		}
		if current >= 0 {
			line[current].Current = currentPage
		}
		n.Sections = append(n.Sections, navItem{Href: line[0].Href, Label: s.label})
		lines = append(lines, line)
	}
	if here < 0 {
		return n
	}
	n.Here = n.Sections[here].Label
	if n.Sections[here].Current = currentPart; len(lines[here]) == 1 {
		n.Sections[here].Current = currentPage
		return n
	}
	n.Pages = lines[here]
	return n
}

// within is how much of an address leads to the page or into it; 0: it leads elsewhere.
func (p sectionPage) within(path string) int {
	if path == p.href {
		return len(path)
	}
	longest := 0
	for _, root := range append([]string{p.href}, p.also...) {
		if root != ratesPath && (path == root || strings.HasPrefix(path, root+"/")) {
			longest = max(longest, len(root))
		}
	}
	return longest
}
