package webtest_test

import (
	"net/http"
	"strings"
	"testing"

	"tetsuzuki/internal/web/webtest"
)

const made = `<!doctype html><title>架空</title><body><h1>架空の<small>表題</small></h1>
<div class="notice error" role="alert"><svg></svg><div><p><strong>誤り。</strong>直してください。</p></div></div>
<p class="count"><b>12</b> 手続</p>
<form method="post" action="/made"><input type="hidden" name="version" value="7">
<label for="law">根拠法令 <span class="tag bad">必須</span></label><input id="law" name="law" value="架空法" required aria-invalid="true">
<label><input type="radio" name="do" value="yes" checked>する</label><label><input type="radio" name="do" value="no">しない</label>
<select aria-label="局"><option value="1">環境局</option><option value="2" selected>建設局</option></select>
<textarea aria-label="備考">
架空の&lt;備考&gt;</textarea><input type="password" aria-label="合言葉" value="ひみつ"><input aria-label="例" placeholder="K17">
<button aria-label="架空を消す">消す</button></form>
<table><thead><tr><th scope="col">局</th><th scope="col" aria-sort="ascending">件数</th></tr></thead>
<tbody><tr><th scope="row">環境局<span class="sub">部</span></th><td>5</td><td><a href="/list?a=1&amp;b=2">見る</a></td></tr></tbody></table>
<nav aria-label="流れ"><ol><li><a href="/here" aria-current="page">ここ</a></li></ol></nav>
<dl><div><dt>新規</dt><dd>2<small>手続</small></dd></div></dl><noscript><p>別の画面</p></noscript><script>隠れた()</script>`

// What is on a page is found, and what only looks like it is not.
func TestAPageIsReadAsAPersonDoes(t *testing.T) {
	t.Parallel()
	page := webtest.Answer{Status: http.StatusOK, Body: made, Header: http.Header{"Content-Type": {"text/html; charset=utf-8"}}}.Page(t)
	for _, s := range []struct {
		is, not webtest.Sight
	}{
		{webtest.Heading("架空の表題"), webtest.Heading("架空の")},
		{webtest.Notice("error", "誤り。直してください。"), webtest.Notice("info", "誤り。")},
		{webtest.Counted("12 手続"), webtest.Counted("2 手続")},
		{webtest.Field("根拠法令"), webtest.Field("手続名")},
		{webtest.Filled("根拠法令", "架空法"), webtest.Filled("根拠法令", "架空")},
		{webtest.Filled("局", "建設局"), webtest.Filled("局", "環境局")},
		{webtest.Filled("備考", "架空の<備考>"), webtest.Filled("備考", "")},
		{webtest.Wrong("根拠法令"), webtest.Wrong("備考")},
		{webtest.Needed("根拠法令"), webtest.Needed("備考")},
		{webtest.Ticked("する"), webtest.Ticked("しない")},
		{webtest.Option("局", "環境局"), webtest.Option("局", "総務局")},
		{webtest.Button("消す"), webtest.Button("足す")},
		{webtest.Button("架空を消す"), webtest.Button("局")},
		{webtest.Row("環境局", "5"), webtest.Row("5", "環境局")},
		{webtest.Titled("環境局"), webtest.Titled("環境局部")},
		{webtest.Column("件数"), webtest.Column("環境局")},
		{webtest.Sorted("件数", "ascending"), webtest.Sorted("局", "ascending")},
		{webtest.Link("見る", "/list?a=1&b=2"), webtest.Link("見る", "/list")},
		{webtest.Current("ここ"), webtest.Current("見る")},
		{webtest.In(webtest.Group("流れ"), webtest.Link("ここ", "/here")), webtest.In(webtest.Group("流れ"), webtest.Link("見る", ""))},
		{webtest.Figure("新規", "2手続"), webtest.Figure("新規", "2")},
		{webtest.Tag("必須"), webtest.Tag("必")},
		{webtest.Sends("version", "7"), webtest.Sends("version", "8")},
		{webtest.Form("/made"), webtest.Form("/other")},
	} {
		if page.Count(s.is) == 0 {
			t.Errorf("%v is not found", s.is)
		}
		if page.Count(s.not) != 0 {
			t.Errorf("%v is found", s.not)
		}
	}
	text := page.Text()
	for _, word := range []string{"12 手続", "架空の<備考>", "K17", "別の画面", "新規 2手続"} {
		if !strings.Contains(text, word) {
			t.Errorf("the text lacks %q: %s", word, text)
		}
	}
	for _, hidden := range []string{"隠れた", "ひみつ", "7"} {
		if strings.Contains(strings.ReplaceAll(text, "K17", ""), hidden) {
			t.Errorf("the text has %q: %s", hidden, text)
		}
	}
}
