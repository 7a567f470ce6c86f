package redpen_test

import (
	"bytes"
	"context"
	"fmt"

	importer "tetsuzuki/import"
	"tetsuzuki/import/redpen"
)

func ExampleWrite() {
	data := []byte("局,手続名,根拠法令,年間件数（令和2年度）\n環境局,見本の届出,見本法,たくさん\n")
	src := importer.Source{Name: "見本.csv", Data: bytes.NewReader(data), Size: int64(len(data))}
	ctx, opt := context.Background(), importer.Options{}
	rep, err := importer.Check(ctx, src, opt)
	if err != nil {
		fmt.Println(err)
		return
	}
	var back bytes.Buffer
	if err := redpen.Write(ctx, &back, src, rep, opt); err != nil {
		fmt.Println(err)
		return
	}
	header, _, _ := bytes.Cut(back.Bytes(), []byte("\n"))
	fmt.Printf("%s\n", header)
	// Output:
	// 局,手続名,根拠法令,年間件数（令和2年度）,"指摘（手続レジストリ）"
}
