package value

import (
	"regexp"

	"tetsuzuki/import/form"
)

var (
	// withPart is a count with the online cases among it: 1,234（うちオンライン 567）
	withPart = regexp.MustCompile(
		`^([^()]+?)(?:\s*[(、,]\s*|\s+)(?:(?:うち|内数?)\s*:?)?\s*(?:オンライン|電子申請|電子|インターネット|ネット|web)(?:申請|手続|届出|分|件数|利用)*\s*(?:が|は|:)?\s*([0-9][0-9,]*)\s*件?\s*\)?$`,
	)
	perTime = regexp.MustCompile(
		`^(?:約|およそ)?(?:毎月|月平均|月間|月に|月|[1一](?:か|ヶ|カ)?月|毎週|週平均|週間|週に|週|毎日|日平均|[1一]日|日に)[^0-9]{0,4}[0-9一二三四五六七八九十百千万]|件?/(?:か?月|週|日)$`,
	)
	perYears = regexp.MustCompile(
		`(?i)(?:令和|平成|[rh])\s*[0-9元]+\s*(?:年度?)?\s*[:は]?\s*[0-9,]+.*(?:令和|平成|[rh])\s*[0-9元]+\s*(?:年度?)?\s*[:は]?\s*[0-9,]+`,
	)
	someOf = regexp.MustCompile(`^(?:約)?[0-9,]+件台$`)
)

// splitPart takes a count apart that says how many of its cases are online.
func splitPart(raw string) (total, online string, ok bool) {
	m := withPart.FindStringSubmatch(form.FoldSpaced(raw))
	if m == nil {
		return "", "", false
	}
	return m[1], m[2], true
}

// severalCounts names what a text holds in place of one count; empty where it may be one.
func severalCounts(folded string) string {
	switch {
	case perYears.MatchString(folded):
		return "一つではなく、年度ごとの件数です。年度ごとに列を分け、この列には見出しの年度の件数だけを入力してください。"
	case perTime.MatchString(folded):
		return "ですが、1か月や1日などの件数です。1年間の件数を入力してください（月100件なら 1200）。"
	case someOf.MatchString(folded):
		return "ですが、幅のある書き方です。正確な件数か、「100～199」のような範囲を入力してください。"
	}
	return ""
}
