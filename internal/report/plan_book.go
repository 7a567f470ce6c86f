package report

import (
	"archive/zip"
	"io"
)

// WriteBooks writes tables as workbooks of their own into one zip, each under its file name.
func WriteBooks(w io.Writer, names []string, tables []Table) error {
	out := zip.NewWriter(w)
	for i, t := range tables {
		to, err := out.CreateHeader(&zip.FileHeader{Name: names[i] + "." + XLSX, Method: zip.Store}) // workbooks are deflated already
		if err != nil {
			return err
		}
		if _, err := t.WriteTable(to, XLSX, UTF8); err != nil {
			return err
		}
	}
	return out.Close()
}
