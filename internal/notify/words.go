package notify

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"

	"tetsuzuki/internal/registry"
)

// words returns a mail's subject and text: who did what, the reception number and the address,
// but nothing from a file. url is the service's address without a slash at the end.
func words(m registry.Mail, url string) (subject, text string) {
	n := m.Notice
	if n.Kind == registry.NoticePasswordLink {
		return passwordWords(m, url)
	}
	var facts []string
	switch {
	case n.Kind == registry.NoticeSeal:
		facts = append(facts, "封印："+line(n.Text), "確かめるとき：tetsuzuki verify --against 控えたハッシュ")
		subject = "控える封印"
	case n.UploadID != 0:
		id := strconv.FormatInt(n.UploadID, 10)
		facts = append(facts, "受付番号："+id)
		subject = "取込 " + id + map[registry.NoticeKind]string{
			registry.NoticeSubmitted: " の承認をお願いします", registry.NoticeReturned: " が差し戻されました",
			registry.NoticeApproved: " が登録されました", registry.NoticeUndone: " の登録が取り消されました",
			registry.NoticeRedone: " がもう一度登録されました"}[n.Kind]
	case n.TransferID != 0:
		id := strconv.FormatInt(n.TransferID, 10)
		facts = append(facts, "所管替え："+id)
		subject = "所管替え " + id + map[registry.NoticeKind]string{
			registry.NoticeTransferProposed: " の申出がありました", registry.NoticeTransferGiven: " に渡す局が同意しました",
			registry.NoticeTransferReceived: " に受ける局が同意しました", registry.NoticeTransferRefused: " が断られました",
			registry.NoticeTransferWithdrawn: " の申出が取り下げられました", registry.NoticeTransferSuperseded: " は、別の所管替えが優先されて終わりました"}[n.Kind]
	case n.ProposalID != 0:
		facts = append(facts, "国への提案："+line(n.Title))
		subject = "国への提案が実現しました。動かせるようになった手続を確かめてください"
	case n.ChangeID != 0:
		subject = map[registry.NoticeKind]string{registry.NoticePlanAdopted: "計画が採用され、手続の予定の年度が変わりました",
			registry.NoticePlanUndone: "計画の採用が取り消され、手続の予定の年度が元に戻りました"}[n.Kind]
	default:
		facts = append(facts, "調査回："+line(n.Title), "締切："+registry.DayText(n.Deadline))
		subject = map[registry.NoticeKind]string{registry.NoticeReminderBefore: "提出の締切が近づいています", registry.NoticeReminderLate: "提出の締切を過ぎています",
			registry.NoticeReminderAsked: "提出をお願いします"}[n.Kind] + "：" + line(n.Title)
		if len(n.Bureaus) > 0 {
			subject = fmt.Sprintf("提出していない%d局に督促しました：%s", len(n.Bureaus), line(n.Title))
			facts = append(facts, fmt.Sprintf("督促した局（%d局）：%s", len(n.Bureaus), line(strings.Join(n.Bureaus, "、"))))
		}
	}
	if m.Bureau != "" {
		facts = append(facts, "局："+line(m.Bureau))
	}
	facts = append(facts, "日時："+registry.MomentText(n.At))
	text = line(m.Name) + " 様\n\n" + line(n.Sentence()) + "\n\n" + strings.Join(facts, "\n") + "\n" + url + n.Path() + "\n\n" +
		"-- \n手続レジストリが自動で送っています。このメールには返信できません。\nメールを止めるとき：" + url + registry.AccountPath + "\n"
	return "【手続レジストリ】" + subject, text
}

// passwordWords are those of a mail by which a person chooses a password.
func passwordWords(m registry.Mail, url string) (subject, text string) {
	text = line(m.Name) + " 様\n\n" +
		line(m.Notice.Actor) + "が、あなたのアカウントのパスワードを決めるリンクを用意しました。\n" +
		"次のリンクを開き、ご自身だけが知っているパスワードを決めてください。リンクは一度だけ使えます。\n\n" +
		url + m.Password.Path() + "\n\n" +
		"ログイン名：" + m.Password.Login + "\n" +
		"リンクの期限：" + registry.MomentText(m.Password.Until) + "\n\n" +
		"このメールに心当たりがないときは、リンクを開かずに、管理者にお知らせください。ほかの人に転送しないでください。\n\n" +
		"-- \n手続レジストリが自動で送っています。このメールには返信できません。\n"
	return "【手続レジストリ】パスワードを決めてください", text
}

// maxLine bounds a name: no real one is longer, and a subject can hold it.
const maxLine = 300

// line makes a text one line. Names come from people and other services, and may have line
// breaks.
func line(s string) string {
	s = strings.Join(strings.FieldsFunc(s, func(r rune) bool { return unicode.IsControl(r) || r == '\u2028' || r == '\u2029' }), " ")
	if r := []rune(s); len(r) > maxLine {
		return string(r[:maxLine]) + "…"
	}
	return s
}
