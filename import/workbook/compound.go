package workbook

import (
	"errors"
	"io"

	"tetsuzuki/import/finding"
	"tetsuzuki/import/internal/compound"
)

// openCompound gives the plain bytes of an encrypted workbook.
func openCompound(data io.ReaderAt, size int64, password string) (*decryptor, error) {
	file, err := encrypted(data, size)
	if err != nil {
		return nil, err
	}
	return decrypt(file, password)
}

// encrypted tells apart what an OLE2 container can be, old workbook or encrypted new one,
// and refuses all but the latter.
func encrypted(data io.ReaderAt, size int64) (*compound.File, error) {
	const save = "Excelで開き「名前を付けて保存」で「Excelブック（*.xlsx）」を選んで保存し、そのファイルを送ってください。"
	file, err := compound.Open(data, size)
	if errors.Is(err, compound.ErrDamaged) {
		return nil, refuse(finding.RuleTruncated, "ファイルが途中で切れているか、壊れています。元のファイルを開き「Excelブック（*.xlsx）」として保存し直してください。").because(err)
	}
	if err != nil {
		return nil, err
	}
	switch {
	case file.Has("DRMEncryptedTransform"), file.Has("DRMEncryptedDataSpace"), file.Has("\x09DRMContent"):
		return nil, refuse(
			finding.RuleRightsManaged,
			"閲覧制限（IRM・秘密度ラベル）で暗号化されたファイルです。Excelで開き、「ファイル」→「情報」→「ブックの保護」→「アクセスの制限」を「アクセスの制限なし」にして保存し、送ってください。",
		)
	case file.Has("EncryptedPackage"):
		return file, nil
	case file.Has("Workbook"), file.Has("Book"):
		return nil, refuse(finding.RuleOldExcel, "古い形式のExcelファイル（Excel 97-2003、.xls）です。%s", save)
	case file.Has("WordDocument"):
		return nil, refuse(finding.RuleNotWorkbook, "Wordの文書（.doc）です。表をExcelに貼り付け、「Excelブック（*.xlsx）」として保存して送ってください。")
	case file.Has("PowerPoint Document"):
		return nil, refuse(finding.RuleNotWorkbook, "PowerPointのファイル（.ppt）です。表をExcelに貼り付け、「Excelブック（*.xlsx）」として保存して送ってください。")
	case file.Has("JSRV_SegmentInformation"), file.Has("JSRV_SummaryInformation"):
		return nil, refuse(finding.RuleNotWorkbook, "一太郎の文書です。表をExcelに貼り付け、「Excelブック（*.xlsx）」として保存して送ってください。")
	case file.Has("__properties_version1.0"):
		return nil, refuse(finding.RuleNotWorkbook, "Outlookのメール（.msg）です。添付のExcelブックを保存して送ってください。")
	}
	return nil, refuse(finding.RuleNotWorkbook, "Excelブックではないファイル（古いOffice形式の入れ物）です。%s", save)
}

// noPassword is what Excel encrypts with, and opens without asking, where nobody
// gave a password ([MS-OFFCRYPTO] 2.4.2.3).
const noPassword = "VelvetSweatshop"

func decrypt(file *compound.File, password string) (*decryptor, error) {
	damaged := refuse(finding.RuleBroken, "パスワードで保護されていますが、暗号化の記録が壊れているか、Excelが使わない方式のため開けません。保護を外して保存してください。")
	info, err := file.Stream("EncryptionInfo")
	if err != nil || info.Size() > infoMost {
		return nil, damaged.because(err)
	}
	head := make([]byte, info.Size())
	if _, err := info.ReadAt(head, 0); err != nil {
		return nil, damaged.because(err)
	}
	content, err := file.Stream("EncryptedPackage")
	if err != nil {
		return nil, damaged.because(err)
	}
	given := password != ""
	if !given {
		password = noPassword
	}
	plain, err := newDecryptor(head, content, content.Size(), password)
	switch {
	case errors.Is(err, errPassword) && !given:
		return nil, refuse(
			finding.RulePasswordNeeded,
			"パスワードで保護されています。パスワードを入力するか、Excelで「ファイル」→「情報」→「ブックの保護」→「パスワードを使用して暗号化」のパスワードを消して保存してください。",
		)
	case errors.Is(err, errPassword):
		return nil, refuse(finding.RulePasswordWrong, "パスワードが違います。大文字・小文字、全角・半角を確かめて、もう一度入力してください。")
	case errors.Is(err, errCipher), errors.Is(err, compound.ErrDamaged):
		return nil, damaged.because(err)
	}
	return plain, err
}
