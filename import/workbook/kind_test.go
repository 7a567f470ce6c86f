package workbook_test

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/sha512"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"

	"tetsuzuki/import/finding"
	"tetsuzuki/import/workbook"
)

// container writes an OLE2 file with these streams, none of them short.
func container(streams map[string][]byte, storages ...string) []byte {
	const sector = 512
	var body, directory []byte
	var table []uint32
	put := func(b []byte) uint32 {
		first := uint32(len(table))
		for at := 0; at < len(b) || at == 0; at += sector {
			table = append(table, uint32(len(table)+1))
		}
		table[len(table)-1] = 0xFFFFFFFE
		body = append(body, b...)
		body = append(body, make([]byte, len(table)*sector-len(body))...)
		return first
	}
	entry := func(name string, kind byte, start uint32, size int) {
		e := make([]byte, 128)
		units := utf16.Encode([]rune(name))
		for i, u := range units {
			binary.LittleEndian.PutUint16(e[2*i:], u)
		}
		binary.LittleEndian.PutUint16(e[64:], uint16(2*len(units)+2))
		e[66] = kind
		e[67] = 1
		for _, at := range []int{68, 72, 76} {
			binary.LittleEndian.PutUint32(e[at:], 0xFFFFFFFF)
		}
		binary.LittleEndian.PutUint32(e[116:], start)
		binary.LittleEndian.PutUint64(e[120:], uint64(size))
		directory = append(directory, e...)
	}
	entry("Root Entry", 5, 0xFFFFFFFE, 0)
	binary.LittleEndian.PutUint32(directory[76:], 1)
	for _, s := range storages {
		entry(s, 1, 0, 0)
	}
	for name, b := range streams {
		entry(name, 2, put(b), len(b))
	}
	for at := 128; at+128 < len(directory); at += 128 { // a list to the right instead of a tree
		binary.LittleEndian.PutUint32(directory[at+72:], uint32(at/128+1))
	}
	at := put(directory)
	tables := 1
	for (len(table)+tables)*4 > tables*sector {
		tables++
	}
	first := len(table)
	for range tables {
		table = append(table, 0xFFFFFFFD)
	}
	for _, next := range table {
		body = binary.LittleEndian.AppendUint32(body, next)
	}
	for len(body)%sector != 0 {
		body = append(body, 0xFF)
	}
	head := make([]byte, sector)
	copy(head, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
	binary.LittleEndian.PutUint16(head[24:], 0x3E)
	binary.LittleEndian.PutUint16(head[26:], 3)
	binary.LittleEndian.PutUint16(head[28:], 0xFFFE)
	binary.LittleEndian.PutUint16(head[30:], 9)
	binary.LittleEndian.PutUint16(head[32:], 6)
	binary.LittleEndian.PutUint32(head[44:], uint32(tables))
	binary.LittleEndian.PutUint32(head[48:], at)
	binary.LittleEndian.PutUint32(head[56:], 4096)
	binary.LittleEndian.PutUint32(head[60:], 0xFFFFFFFE)
	binary.LittleEndian.PutUint32(head[68:], 0xFFFFFFFE)
	for i := range 109 {
		v := uint32(0xFFFFFFFF)
		if i < tables {
			v = uint32(first + i)
		}
		binary.LittleEndian.PutUint32(head[76+4*i:], v)
	}
	return slices.Concat(head, body)
}

// agile encrypts as Excel 2010 and later do: AES-256 and SHA-512.
func agile(plain []byte, password string, spin int) []byte {
	fit := func(b []byte, n int) []byte { return b[:n] }
	sum := func(parts ...[]byte) []byte {
		h := sha512.New()
		for _, p := range parts {
			h.Write(p)
		}
		return h.Sum(nil)
	}
	encrypt := func(key, vector, b []byte) []byte {
		block, _ := aes.NewCipher(key)
		b = append(bytes.Clone(b), make([]byte, (16-len(b)%16)%16)...)
		cipher.NewCBCEncrypter(block, vector).CryptBlocks(b, b)
		return b
	}
	le := func(n int) []byte { return binary.LittleEndian.AppendUint32(nil, uint32(n)) }
	dataSalt, keySalt, key := []byte("made-up salt 1.."), []byte("made-up salt 2.."), []byte("made-up key of thirty-two bytes.")
	var secret []byte
	for _, u := range utf16.Encode([]rune(password)) {
		secret = binary.LittleEndian.AppendUint16(secret, u)
	}
	h := sum(keySalt, secret)
	for i := range spin {
		h = sum(le(i), h)
	}
	wrap := func(purpose string, b []byte) string {
		return base64.StdEncoding.EncodeToString(encrypt(fit(sum(h, []byte(purpose)), 32), keySalt, b))
	}
	check := []byte("made-up verifier")
	const attributes = `saltSize="16" blockSize="16" keyBits="256" hashSize="64" cipherAlgorithm="AES" ` +
		`cipherChaining="ChainingModeCBC" hashAlgorithm="SHA512"`
	info := fmt.Sprintf(`<?xml version="1.0" encoding="UTF-8" standalone="yes"?>`+
		`<encryption xmlns="http://schemas.microsoft.com/office/2006/encryption" xmlns:p="http://schemas.microsoft.com/office/2006/keyEncryptor/password">`+
		`<keyData %s saltValue="%s"/><keyEncryptors><keyEncryptor uri="http://schemas.microsoft.com/office/2006/keyEncryptor/password">`+
		`<p:encryptedKey spinCount="%d" %s saltValue="%s" encryptedVerifierHashInput="%s" encryptedVerifierHashValue="%s" encryptedKeyValue="%s"/></keyEncryptor></keyEncryptors></encryption>`,
		attributes, base64.StdEncoding.EncodeToString(dataSalt), spin, attributes, base64.StdEncoding.EncodeToString(keySalt),
		wrap("\xfe\xa7\xd2\x76\x3b\x4b\x9e\x79", check), wrap("\xd7\xaa\x0f\x6d\x30\x61\x34\x4e",
			sum(check)), wrap("\x14\x6e\x0b\xe7\xab\xac\xd0\xd6", key))
	content := binary.LittleEndian.AppendUint64(nil, uint64(len(plain)))
	for i := 0; i < len(plain); i += 4096 {
		content = append(content, encrypt(key, fit(sum(dataSalt, le(i/4096)), 16), plain[i:min(len(plain), i+4096)])...)
	}
	info += strings.Repeat(" ", max(0, 4096-len(info))) // a long stream
	for len(content) < 4096 {
		content = append(content, 0)
	}
	return container(map[string][]byte{"EncryptionInfo": append([]byte{4, 0, 4, 0, 0x40, 0, 0, 0}, info...), "EncryptedPackage": content},
		"\x06DataSpaces", "StrongEncryptionDataSpace", "StrongEncryptionTransform")
}

func TestPassword(t *testing.T) {
	t.Parallel()
	plain := madeUp(t)
	want := mustDump(t, "a.xlsx", plain, workbook.Options{})
	standard, err := excelize.Encrypt(plain, &excelize.Options{Password: "ひみつ123"})
	if err != nil {
		t.Fatal(err)
	}
	later := agile(plain, "ひみつ123", 1000)
	// The test's own encryption is what another program can decrypt.
	if got, err := excelize.Decrypt(later, &excelize.Options{Password: "ひみつ123"}); err != nil || !bytes.HasPrefix(got, plain) {
		t.Fatalf("excelize cannot decrypt the test's file: %v", err)
	}
	for name, data := range map[string][]byte{"standard": standard, "agile": later} {
		if got := mustDump(t, "a.xlsx", data, workbook.Options{Password: "ひみつ123"}); got != want {
			t.Errorf("%s: got\n%s", name, got)
		}
		_, err := open(t, "a.xlsx", data, workbook.Options{})
		if e := refusal(t, err); e.Finding.Rule != finding.RulePasswordNeeded {
			t.Errorf("%s without password: %v", name, e)
		}
		_, err = open(t, "a.xlsx", data, workbook.Options{Password: "ひみつ"})
		if e := refusal(t, err); e.Finding.Rule != finding.RulePasswordWrong {
			t.Errorf("%s with a wrong password: %v", name, e)
		}
		for cut := len(data) - 1; cut > 0; cut -= len(data)/50 + 1 {
			if _, err := open(t, "a.xlsx", data[:cut], workbook.Options{Password: "ひみつ123"}); err != nil {
				refusal(t, err)
			} else if cut < len(plain) {
				t.Errorf("%s: cut to %d bytes and read", name, cut)
			}
		}
	}
	// Excel opens these without asking.
	if got := mustDump(t, "a.xlsx", agile(plain, "VelvetSweatshop", 1000), workbook.Options{}); got != want {
		t.Errorf("without a password of its own: got\n%s", got)
	}
	// A crafted number of rounds would take hours.
	slow := bytes.Replace(later, []byte(`spinCount="1000"`), []byte(`spinCount="1000000000"`), 1)
	slow = bytes.Replace(slow, []byte("</encryption>      "), []byte("</encryption>"), 1)
	_, err = open(t, "a.xlsx", slow, workbook.Options{Password: "ひみつ123"})
	if e := refusal(t, err); e.Finding.Rule != finding.RuleBroken {
		t.Errorf("a billion rounds: %v", e)
	}
}

func TestKinds(t *testing.T) {
	t.Parallel()
	long := make([]byte, 4096)
	for _, c := range []struct {
		name, file string
		data       []byte
		rule, says string
	}{
		{"nothing", "a.xlsx", nil, finding.RuleEmptyFile, "空"},
		{"old workbook", "a.xlsx", container(map[string][]byte{"Workbook": long}), finding.RuleOldExcel, "Excel 97-2003"},
		{"older workbook", "a.xls", container(map[string][]byte{"Book": long}), finding.RuleOldExcel, ".xls"},
		{"BIFF without container", "a.xls", append([]byte{9, 8, 8, 0, 0, 5, 5, 0}, long...), finding.RuleOldExcel, ".xls"},
		{"Excel 4", "a.xls", append([]byte{9, 4, 6, 0, 0, 0, 16, 0}, long...), finding.RuleOldExcel, ".xls"},
		{"rights managed", "a.xlsx", container(map[string][]byte{"EncryptedPackage": long}, "\x06DataSpaces", "DRMEncryptedDataSpace", "DRMEncryptedTransform"), finding.RuleRightsManaged, "IRM"},
		{"Word 97", "a.doc", container(map[string][]byte{"WordDocument": long}), finding.RuleNotWorkbook, "Word"},
		{"PowerPoint 97", "a.ppt", container(map[string][]byte{"PowerPoint Document": long}), finding.RuleNotWorkbook, "PowerPoint"},
		{"mail", "a.msg", container(map[string][]byte{"__properties_version1.0": long}), finding.RuleNotWorkbook, "Outlook"},
		{"cut old workbook", "a.xls", container(map[string][]byte{"Workbook": long})[:600], finding.RuleTruncated, "途中で切れている"},
		{"start of an old workbook", "a.xls", []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), finding.RuleTruncated, "途中で切れている"},
		{"xlsb", "a.xlsx", parts{"_rels/.rels": strings.ReplaceAll(smallest["_rels/.rels"], "workbook.xml", "workbook.bin"), "xl/workbook.bin": "\x83\x01\x00"}.zip(t), finding.RuleBinaryExcel, ".xlsb"},
		{"ods", "a.xlsx", parts{"[Content_Types].xml": "", "mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<a/>"}.zip(t), finding.RuleOpenDocument, "OpenDocument"},
		{"docx", "a.xlsx", parts{"[Content_Types].xml": strings.ReplaceAll(smallest["[Content_Types].xml"], "spreadsheetml.sheet.main", "wordprocessingml.document.main")}.zip(t), finding.RuleNotWorkbook, "Word"},
		{"pptx", "a.xlsx", parts{"[Content_Types].xml": strings.ReplaceAll(smallest["[Content_Types].xml"], "spreadsheetml.sheet.main", "presentationml.presentation.main")}.zip(t), finding.RuleNotWorkbook, "PowerPoint"},
		{"another zip", "a.xlsx", zipOf(t, "photo.txt", "x"), finding.RuleNotWorkbook, "zip"},
		{"empty zip", "a.xlsx", zipOf(t), finding.RuleEmptyFile, "zip"},
		{"PDF", "a.xlsx", []byte("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), finding.RuleNotWorkbook, "PDF"},
		{"PNG", "a.xlsx", []byte("\x89PNG\r\n\x1a\n\x00\x00"), finding.RuleNotWorkbook, "画像"},
		{"JPEG", "a.csv", []byte("\xff\xd8\xff\xe0\x00\x10JFIF"), finding.RuleNotWorkbook, "画像"},
		{"GIF", "a.csv", []byte("GIF89a\x01\x00"), finding.RuleNotWorkbook, "画像"},
		{"TIFF", "a.csv", []byte("II*\x00\x08\x00"), finding.RuleNotWorkbook, "画像"},
		{"BMP", "a.csv", append([]byte("BM\x36\x00\x00\x00\x00\x00\x00\x00\x36\x00\x00\x00\x28\x00\x00\x00"), long...), finding.RuleNotWorkbook, "画像"},
		{"gzip", "a.xlsx", []byte("\x1f\x8b\x08\x00"), finding.RuleNotWorkbook, "圧縮"},
		{"RTF", "a.xlsx", []byte(`{\rtf1\ansi`), finding.RuleNotWorkbook, "RTF"},
		{"HTML as xls", "a.xls", []byte("<html><table><tr><td>手続</td></tr></table></html>"), finding.RuleDisguised, "HTML"},
		{"HTML as xlsx", "a.xlsx", []byte("\xef\xbb\xbf\n<!DOCTYPE html>\n<html></html>"), finding.RuleDisguised, "HTML"},
		{"HTML as csv", "a.csv", []byte("<meta charset=utf-8><table></table>"), finding.RuleDisguised, "HTML"},
		{"XHTML", "a.xls", []byte(`<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"/>`), finding.RuleDisguised, "HTML"},
		{"XML spreadsheet 2003", "a.xls", []byte(`<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>`), finding.RuleDisguised, "2003"},
		{"other XML", "a.xml", []byte(`<?xml version="1.0"?><a/>`), finding.RuleNotWorkbook, "XML"},
		{"CSV as xlsx", "a.xlsx", []byte("手続名,件数\n見本,1\n"), finding.RuleDisguised, ".csv"},
		{"CSV as xls", "b.XLS", []byte("a,b\n"), finding.RuleDisguised, ".csv"},
		{"PDF behind a line", "a.csv", []byte("\r\n%PDF-1.4\n\x00\x01\x02\x03"), finding.RuleNotWorkbook, "PDF"},
		{"HEIC", "a.xlsx", []byte("\x00\x00\x00\x18ftypmif1\x00\x00"), finding.RuleNotWorkbook, "画像"},
		{"film", "a.xlsx", []byte("\x00\x00\x00\x18ftypmp42\x00\x00"), finding.RuleNotWorkbook, "動画"},
		{"program", "a.xlsx", append([]byte("MZ\x90\x00"), long...), finding.RuleNotWorkbook, "プログラム"},
		{"shortcut", "a.xlsx", []byte("L\x00\x00\x00\x01\x14\x02\x00\x00"), finding.RuleNotWorkbook, "ショートカット"},
		{"address", "a.csv", []byte("[InternetShortcut]\r\nURL=https://example.lg.jp/\r\n"), finding.RuleNotWorkbook, "ショートカット"},
		{"Access", "a.xlsx", []byte("\x00\x01\x00\x00Standard ACE DB\x00"), finding.RuleNotWorkbook, "Access"},
		{"Ichitaro", "a.jtd", container(map[string][]byte{"JSRV_SegmentInformation": long}), finding.RuleNotWorkbook, "一太郎"},
		{"Visio", "a.xlsx", parts{"[Content_Types].xml": strings.ReplaceAll(smallest["[Content_Types].xml"], "openxmlformats-officedocument.spreadsheetml.sheet.main", "ms-visio.drawing.main")}.zip(t), finding.RuleNotWorkbook, "Visio"},
		{"SVG", "a.csv", []byte(`<svg xmlns="http://www.w3.org/2000/svg"></svg>`), finding.RuleNotWorkbook, "XML"},
		{"JSON", "a.csv", []byte(`{"手続": [1]}`), finding.RuleNotWorkbook, "JSON"},
		{"a mail as text", "a.csv", []byte("Received: from mail.example.lg.jp\r\n"), finding.RuleNotWorkbook, "メール"},
		{"noise", "a.bin", []byte("\x00\x01\x02\x03\x04\x05\x06\x07\x08"), finding.RuleNotWorkbook, ".bin"},
		{"zero bytes", "a", make([]byte, 1000), finding.RuleNotWorkbook, "Excelブック"},
	} {
		_, err := open(t, c.file, c.data, workbook.Options{})
		var e *workbook.Error
		if !errors.As(err, &e) {
			t.Errorf("%s: got %v", c.name, err)
			continue
		}
		if e.Finding.Rule != c.rule || !strings.Contains(e.Finding.Message, c.says) || e.Finding.Severity != finding.Error {
			t.Errorf("%s: got %+v, want %s that says %s", c.name, e.Finding, c.rule, c.says)
		}
		// The door says the same without reading the file.
		err = workbook.Recognize(c.file, bytes.NewReader(c.data), int64(len(c.data)), workbook.Limits{})
		if !errors.As(err, &e) || !strings.Contains(e.Finding.Message, c.says) {
			t.Errorf("%s: recognized as %v", c.name, err)
		}
	}
}

// A damaged file of a known kind, one with a password, and any text that may be a table are
// no matter of their kind: the reading says what is wrong with them.
func TestTheDoorLetsKnownKindsPass(t *testing.T) {
	t.Parallel()
	plain := madeUp(t)
	for name, data := range map[string][]byte{
		"a.xlsx": plain, "a.csv": plain, "cut.xlsx": plain[:len(plain)/2], "locked.xlsx": agile(plain, "ひみつ123", 1000),
		"table.csv": []byte("手続名,件数\n見本,1\n"), "table.txt": []byte("手続名\t件数\n"), "[1].csv": []byte("[1],手続名\n"),
		"sjis.csv": cp932(t, "手続名,件数\n"), "utf16.csv": utf16Bytes("手続名,件数\n", binary.LittleEndian, true),
		"prose.txt": []byte("{手続}の一覧"), "angle.csv": []byte("<手続名>,件数\n"),
	} {
		if err := workbook.Recognize(name, bytes.NewReader(data), int64(len(data)), workbook.Limits{}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, text := range []string{"\n", " , ,\r\n", "\xef\xbb\xbf", "\xff\xfe"} {
		err := workbook.Recognize("a.csv", strings.NewReader(text), int64(len(text)), workbook.Limits{})
		if e := refusal(t, err); e.Finding.Rule != finding.RuleEmptyFile {
			t.Errorf("%q: %v", text, e)
		}
	}
}

func TestKindByContentNotByName(t *testing.T) {
	t.Parallel()
	want := mustDump(t, "a.xlsx", madeUp(t), workbook.Options{})
	for _, name := range []string{"a.csv", "a.xls", "a", "手続.XLSX"} {
		if got := mustDump(t, name, madeUp(t), workbook.Options{}); got != want {
			t.Errorf("%s: got %s", name, got)
		}
	}
}

func TestMacrosAreIgnoredAndSaid(t *testing.T) {
	t.Parallel()
	data := parts{
		"[Content_Types].xml": strings.ReplaceAll(smallest["[Content_Types].xml"],
			"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main", "application/vnd.ms-excel.sheet.macroEnabled.main"),
		"xl/_rels/workbook.xml.rels": strings.ReplaceAll(smallest["xl/_rels/workbook.xml.rels"], "</Relationships>",
			`<Relationship Id="rId9" Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject" Target="vbaProject.bin"/>`+
				`</Relationships>`),
		"xl/vbaProject.bin": "made up",
	}.zip(t)
	b, err := open(t, "a.xlsm", data, workbook.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if b.Format != "xlsm" || len(b.Notes) != 1 || b.Notes[0].Rule != finding.RuleMacro || b.Notes[0].Severity != finding.Info {
		t.Errorf("got %s %+v", b.Format, b.Notes)
	}
}

func TestFailingDiskIsNoBrokenFile(t *testing.T) {
	t.Parallel()
	data := madeUp(t)
	lost := errors.New("the disk is gone")
	for after := range 40 {
		_, err := workbook.Open(t.Context(), "a.xlsx", &failing{bytes.NewReader(data), after, lost}, int64(len(data)), workbook.Options{})
		var e *workbook.Error
		if err != nil && (!errors.Is(err, lost) || errors.As(err, &e)) {
			t.Errorf("after %d reads: got %v, want the disk's own error", after, err)
		}
	}
}

type failing struct {
	r    io.ReaderAt
	left int
	err  error
}

func (f *failing) ReadAt(b []byte, at int64) (int, error) {
	if f.left--; f.left < 0 {
		return 0, f.err
	}
	return f.r.ReadAt(b, at)
}
