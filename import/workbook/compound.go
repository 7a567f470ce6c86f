package workbook

import (
	"bytes"
	"errors"
	"io"

	"github.com/xuri/excelize/v2"

	"tetsuzuki/import/finding"
)

// openCompound tells apart what the container of OLE2 can be, old workbook or
// encrypted new one, and decrypts the latter in memory.
func (b *Book) openCompound(data io.ReaderAt, size int64, password string, l Limits) (*bytes.Reader, error) {
	const save = "Excelで開き「名前を付けて保存」で「Excelブック（*.xlsx）」を選んで保存し、そのファイルを送ってください。"
	names, err := compoundEntries(data, size)
	if err != nil {
		return nil, err
	}
	switch {
	case names["EncryptedPackage"] && names["EncryptionInfo"] && !names["DRMEncryptedTransform"] && !names["DRMEncryptedDataSpace"]:
	case names["DRMEncryptedTransform"], names["DRMEncryptedDataSpace"], names["EncryptedPackage"], names["\x09DRMContent"], names["DRMContent"]:
		return nil, refuse(finding.RuleRightsManaged, "閲覧制限（IRM・秘密度ラベル）で暗号化されたファイルです。Excelで開き、「ファイル」→「情報」→「ブックの保護」→「アクセスの制限」を「アクセスの制限なし」にして保存し、送ってください。")
	case names["Workbook"], names["Book"]:
		return nil, refuse(finding.RuleOldExcel, "古い形式のExcelファイル（Excel 97-2003、.xls）です。%s", save)
	case names["WordDocument"]:
		return nil, refuse(finding.RuleNotWorkbook, "Wordの文書（.doc）です。表をExcelに貼り付け、「Excelブック（*.xlsx）」として保存して送ってください。")
	case names["PowerPoint Document"]:
		return nil, refuse(finding.RuleNotWorkbook, "PowerPointのファイル（.ppt）です。表をExcelに貼り付け、「Excelブック（*.xlsx）」として保存して送ってください。")
	case names["__properties_version1.0"]:
		return nil, refuse(finding.RuleNotWorkbook, "Outlookのメール（.msg）です。添付のExcelブックを保存して送ってください。")
	default:
		return nil, refuse(finding.RuleNotWorkbook, "Excelブックではないファイル（古いOffice形式の入れ物）です。%s", save)
	}
	if size > l.Encrypted {
		return nil, refuse(finding.RuleLimit, "パスワードで保護されたファイルは%dMBまで読み取れます。保護を外して保存してください。", l.Encrypted>>20)
	}
	if password == "" {
		return nil, refuse(finding.RulePasswordNeeded, "パスワードで保護されています。パスワードを入力するか、Excelで「ファイル」→「情報」→「ブックの保護」→「パスワードを使用して暗号化」のパスワードを消して保存してください。")
	}
	raw := make([]byte, size)
	if _, err := data.ReadAt(raw, 0); err != nil && err != io.EOF {
		return nil, err
	}
	plain, err := excelize.Decrypt(raw, &excelize.Options{Password: password})
	wrong := refuse(finding.RulePasswordWrong, "パスワードが違います。大文字・小文字、全角・半角を確かめて、もう一度入力してください。")
	if err != nil {
		if errors.Is(err, excelize.ErrWorkbookPassword) {
			return nil, wrong.because(err)
		}
		return nil, refuse(finding.RuleBroken, "パスワードで保護されていますが、暗号化の記録が壊れているか、Excelが使わない方式のため開けません。保護を外して保存してください。").because(err)
	}
	if !bytes.HasPrefix(plain, []byte("PK")) {
		return nil, wrong
	}
	return bytes.NewReader(plain), nil
}
