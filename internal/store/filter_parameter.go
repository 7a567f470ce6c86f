package store

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"tetsuzuki/internal/parameter"
	"tetsuzuki/internal/registry"
)

// ProcessParameters are the parameters of a [ProcessFilter] in the order of pages.
var ProcessParameters = append(parameter.Restricting(
	parameter.Words("search", "1つの検索窓。手続ID、局、根拠法令、根拠条項、ことばを見分け、どう読んだかを understood に示す（全角半角・かなの違いは無視）。"+
		"「…」で囲むとことばとして、局：、法令：、条項：、手続ID： を前に付けるとそれとして探す", "河川法第16条 環境局", 200,
		func(f *ProcessFilter) *string { return &f.Search }),
	parameter.Words("q", "手続名、プロセス名、根拠法令のどれか1つの欄に含まれる言葉（空白で区切ると、同じ欄にすべてを含むもの。根拠条項は見ない。"+
		"全角半角・大文字小文字・ひらがなカタカナの違いは無視）", "貸金業", 200, func(f *ProcessFilter) *string { return &f.Text }),
	parameter.Words("law", "根拠法令に含まれる言葉（空白で区切るとすべてを含むもの）", "河川法", 200, func(f *ProcessFilter) *string { return &f.Law }),
	parameter.Words("article", "根拠条項。数字は1つの数として比べる（1項 に 第11項 は含まない。第3条 は 第3条第1項 や 第3条の2 を含む。漢数字も同じ）",
		"第3条第2項", 100, func(f *ProcessFilter) *string { return &f.Article }),
	parameter.Parameter[ProcessFilter]{
		Spec: parameter.Spec{Name: "process_id", Means: "手続ID", Example: "P-0000123", Allows: "手続IDを", Repeats: true},
		Set: func(f *ProcessFilter, v string) bool {
			f.IDs = append(f.IDs, v)
			_, err := registry.ParseProcessID(v)
			return err == nil
		},
		Show: func(f *ProcessFilter) []string { return f.IDs },
	},
	parameter.Parameter[ProcessFilter]{
		Spec: parameter.Spec{Name: "bureau", Means: "局の名前かコード", Example: "B10", Allows: "局の名前かコードで", Repeats: true},
		Set: func(f *ProcessFilter, v string) bool {
			f.Bureaus = append(f.Bureaus, v)
			return true
		},
		Show: func(f *ProcessFilter) []string { return f.Bureaus },
	},
	parameter.Words("group", "手続群の名前か番号", "主要169手続", 100, func(f *ProcessFilter) *string { return &f.Group }),
	parameter.SomeOf("status", "デジタル化状況", append(texts(registry.Statuses), Blank), func(f *ProcessFilter) *[]string { return &f.Statuses }),
	parameter.SomeOf("type", "手続類型", []string{"1", "2-1", "2-2", "2-3", "3", "4", Blank},
		func(f *ProcessFilter) *[]string { return &f.Types }),
	parameter.OneOf("scope", "対象範囲（counted は率の分母になるもの）", []string{ScopeIn, ScopeOut, ScopeCounted},
		func(f *ProcessFilter) *string { return &f.Scope }),
	parameter.SomeOf("law_change", "国の法令改正の要否", texts(registry.LawChanges), func(f *ProcessFilter) *[]string { return &f.LawChanges }),
	parameter.OneOf("priority", "重点手続かどうか", []registry.Priority{registry.Yes, registry.No, registry.Undecidable},
		func(f *ProcessFilter) *registry.Priority { return &f.Priority }),
	parameter.OneOf("cause", "判定不能のわけ（unknown＝件数が不明、range＝件数の幅が基準をまたぐ、open＝件数に上限がない）", registry.Causes,
		func(f *ProcessFilter) *registry.Cause { return &f.Cause }),
	parameter.Parameter[ProcessFilter]{
		Spec: parameter.Spec{Name: "near", Means: "正確でなく、幅のどこかが基準の±5％以内にあるものだけ", Example: "yes", Allows: "yes を", Enum: []string{"yes"}},
		Set: func(f *ProcessFilter, v string) bool {
			f.Near = true
			return v == "yes"
		},
		Show: func(f *ProcessFilter) []string { return flag(f.Near, "yes") },
	},
	cases("volume_min", func(f *ProcessFilter) **int64 { return &f.VolumeMin }),
	cases("volume_max", func(f *ProcessFilter) **int64 { return &f.VolumeMax }),
	parameter.OneOf("volume", "年間件数が分かっているか", []string{Known, Unknown}, func(f *ProcessFilter) *string { return &f.Volume }),
	parameter.OneOf("usage", "件数とオンライン件数がともに分かる年度があるか", []string{Known, Unknown},
		func(f *ProcessFilter) *string { return &f.Usage }),
	parameter.Parameter[ProcessFilter]{
		Spec: parameter.Spec{Name: "planned_year", Means: "予定年度（none は予定なし）", Example: "2023",
			Allows: "西暦の年度か none（予定年度なし）で", Repeats: true},
		Set: func(f *ProcessFilter, v string) bool {
			year, err := strconv.Atoi(v)
			if v == Blank {
				year, err = 0, nil
			}
			f.PlannedYears = append(f.PlannedYears, year)
			return err == nil && (v == Blank || 1868 <= year && year <= 2100)
		},
		Show: func(f *ProcessFilter) (values []string) {
			for _, year := range f.PlannedYears {
				if year == 0 {
					values = append(values, Blank)
				} else {
					values = append(values, strconv.Itoa(year))
				}
			}
			return values
		},
	},
	parameter.OneOf("plan", "対象で実施済でないもののうち、none＝予定年度がない、passed＝予定年度を過ぎた、ahead＝これから", Plans,
		func(f *ProcessFilter) *Plan { return &f.Plan }),
	obstacleParameter(),
	parameter.Parameter[ProcessFilter]{
		Spec: parameter.Spec{Name: "platform", Means: "申請基盤の名称（none は記入なし）", Example: "jGrants", Allows: "申請基盤の名称か none を",
			Repeats: true, MaxLength: 200},
		Set: func(f *ProcessFilter, v string) bool {
			f.Platforms = append(f.Platforms, v)
			return utf8.RuneCountInString(v) <= 200
		},
		Show: func(f *ProcessFilter) []string { return f.Platforms },
	},
	parameter.OneOf("doubt", "確かめたいもの。inexact＝件数が正確でない、unconfirmed＝1年のあいだ、書き換えも局全体の棚卸もない、"+
		"jumped＝件数が前の年度の10倍以上", Doubts, func(f *ProcessFilter) *Doubt { return &f.Doubt }),
	after("changed_since", "この時点より後に変わったもの。日付はその日の終わり（日本時間）", "2022-09-30",
		func(f *ProcessFilter) *time.Time { return &f.ChangedSince }),
	onDay("digitized_from", "この日かそれより後にデジタル化したもの", "2021-04-01", func(f *ProcessFilter) *time.Time { return &f.DigitizedFrom }),
	onDay("digitized_to", "この日かそれより前にデジタル化したもの", "2022-03-31", func(f *ProcessFilter) *time.Time { return &f.DigitizedTo }),
),

	AsOfParameter(func(f *ProcessFilter) *time.Time { return &f.AsOf }),
	OrganisedParameter(func(f *ProcessFilter) *registry.Organised { return &f.Organised }),
	parameter.SomeOf("column", "示す列。省くとすべて。process_id と procedure_name はいつも示す", ColumnKeys(),
		func(f *ProcessFilter) *[]string { return &f.Columns }),
	parameter.Parameter[ProcessFilter]{
		Spec: parameter.Spec{Name: "sort", Means: "並び順の列（既定は process_id）", Example: "volume", Allows: registry.Choices(SortKeys()) + " のどれかを",
			Enum: SortKeys()},
		Set: func(f *ProcessFilter, v string) bool {
			f.Sort = v
			return slices.Contains(SortKeys(), v)
		},
		Show: func(f *ProcessFilter) []string { return text(f.Sort) },
	},
	parameter.Parameter[ProcessFilter]{
		Spec: parameter.Spec{Name: "order", Example: "desc", Allows: "asc か desc を", Enum: []string{"asc", "desc"},
			Default: "asc"},
		Set: func(f *ProcessFilter, v string) bool {
			f.Descending = v == "desc"
			return v == "asc" || v == "desc"
		},
		Show: func(f *ProcessFilter) []string { return flag(f.Descending, "desc") },
	},
	parameter.Raw("cursor", "前のページの next_cursor", "（前のページの next_cursor）", "", "前のページの next_cursor を",
		func(f *ProcessFilter) *string { return &f.Cursor }),
	parameter.Integer("limit", "", "50", 1, MaxLimit, func(f *ProcessFilter) *int { return &f.Limit }).Or(strconv.Itoa(DefaultLimit)),
)

// ConditionParameters are those of a [ProcessFilter] that restrict it, and say nothing of a moment
// or of a page.
var ConditionParameters = ProcessParameters.Without("as_of", "organisation", "column", "sort", "order", "cursor", "limit")

// OrganisedParameter is the parameter of the organisation by which something of a past moment is
// shown.
func OrganisedParameter[T any](field func(*T) *registry.Organised) parameter.Parameter[T] {
	return parameter.OneOf("organisation", "as_of の時点の局（then、既定）か、今の局（now）か", registry.Organisations, field)
}

// AsOfParameter is the parameter of the moment as of which something is shown.
func AsOfParameter[T any](field func(*T) *time.Time) parameter.Parameter[T] {
	p := parameter.Read(parameter.Spec{Name: "as_of", Means: "この時点の内容。日付はその日の終わり（日本時間）、または RFC 3339 の日時。省くと現在",
		Example: "2022-12-31", Allows: "日付で"}, registry.ParseMoment, field)
	p.Show = func(t *T) []string {
		if m := *field(t); !m.IsZero() {
			return []string{registry.FormatMoment(m)}
		}
		return nil
	}
	return p
}

// after is a parameter that is a moment after which something happened.
func after(name, means, example string, field func(*ProcessFilter) *time.Time) parameter.Parameter[ProcessFilter] {
	p := parameter.Read(parameter.Spec{Name: name, Means: means, Example: example, Allows: "日付で"}, registry.ParseMoment, field)
	p.Show = func(f *ProcessFilter) []string {
		if m := *field(f); !m.IsZero() {
			return []string{registry.FormatMoment(m)}
		}
		return nil
	}
	return p
}

// onDay is a parameter that is a day.
func onDay(name, means, example string, field func(*ProcessFilter) *time.Time) parameter.Parameter[ProcessFilter] {
	read := func(v string) (time.Time, error) { return registry.ParseDay("store.ParseFilter", name, means, v) }
	p := parameter.Read(parameter.Spec{Name: name, Means: means, Example: example, Allows: "日付で"}, read, field)
	p.Show = func(f *ProcessFilter) []string {
		if d := *field(f); !d.IsZero() {
			return []string{registry.DateOf(d)}
		}
		return nil
	}
	return p
}

var digits = regexp.MustCompile(`^[0-9]{1,15}$`)

// cases is a parameter that is a number of cases a year.
func cases(name string, field func(*ProcessFilter) **int64) parameter.Parameter[ProcessFilter] {
	var least int64
	return parameter.Parameter[ProcessFilter]{
		Spec: parameter.Spec{Name: name, Example: "10000", Allows: "0以上の整数（半角）で", Type: parameter.Number, Min: &least},
		Set: func(f *ProcessFilter, v string) bool {
			n, err := strconv.ParseInt(v, 10, 64)
			*field(f) = &n
			return err == nil && digits.MatchString(v)
		},
		Show: func(f *ProcessFilter) []string {
			n := *field(f)
			if n == nil {
				return nil
			}
			return []string{strconv.FormatInt(*n, 10)}
		},
	}
}

func text(s string) []string { return flag(s != "", s) }

func flag(set bool, value string) []string {
	if set {
		return []string{value}
	}
	return nil
}

func texts[T ~string](codes []T) []string {
	all := make([]string, len(codes))
	for i, c := range codes {
		all[i] = string(c)
	}
	return all
}

// obstacleParameter takes the codes of the form's obstacles, and the labels of those that were
// added to them.
func obstacleParameter() parameter.Parameter[ProcessFilter] {
	codes := []string{"0", "1", "2", "3", "4", "5", "6", "7", Blank}
	return parameter.Parameter[ProcessFilter]{
		Spec: parameter.Spec{Name: "obstacle", Means: "未実施の理由（0～7 か none か、コードの一覧に加えた選択肢）", Example: "3",
			Allows: registry.Choices(codes) + " か、コードの一覧に加えた選択肢を", Repeats: true, MaxLength: 100},
		Set: func(f *ProcessFilter, v string) bool {
			f.Obstacles = append(f.Obstacles, v)
			added := strings.ContainsFunc(v, func(r rune) bool { return r > 0x7f }) // no code of the form
			return slices.Contains(codes, v) || added && utf8.RuneCountInString(v) <= 100
		},
		Show: func(f *ProcessFilter) []string { return f.Obstacles },
	}
}
