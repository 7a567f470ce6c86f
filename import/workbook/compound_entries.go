package workbook

import (
	"encoding/binary"
	"io"
	"unicode/utf16"

	"tetsuzuki/import/finding"
)

// compoundEntries gives the names of the streams and storages in an OLE2
// container ([MS-CFB]), by reading its directory alone.
func compoundEntries(data io.ReaderAt, size int64) (map[string]bool, error) {
	broken := refuse(finding.RuleTruncated, "ファイルが途中で切れているか、壊れています。元のファイルを開き「Excelブック（*.xlsx）」として保存し直してください。")
	head := make([]byte, 512)
	if _, err := data.ReadAt(head, 0); err == io.EOF {
		return nil, broken
	} else if err != nil {
		return nil, err
	}
	shift := binary.LittleEndian.Uint16(head[30:])
	if shift != 9 && shift != 12 {
		return nil, broken
	}
	c := &compound{data: data, size: size, sector: 1 << shift, head: head}
	names := map[string]bool{}
	const entrySize, most = 128, 4096
	next := binary.LittleEndian.Uint32(head[48:])
	for count := 0; next < endOfChain; {
		if count += int(c.sector) / entrySize; count > most {
			return nil, broken
		}
		b, ok := c.read(next)
		if !ok {
			return nil, broken
		}
		for ; len(b) >= entrySize; b = b[entrySize:] {
			length := binary.LittleEndian.Uint16(b[64:])
			if kind := b[66]; kind == 0 || length < 2 || length > 64 {
				continue
			}
			units := make([]uint16, length/2-1)
			for i := range units {
				units[i] = binary.LittleEndian.Uint16(b[2*i:])
			}
			names[string(utf16.Decode(units))] = true
		}
		if next, ok = c.after(next); !ok {
			return nil, broken
		}
	}
	return names, nil
}

const (
	endOfChain = 0xFFFFFFFA // this and above are no sectors
	headPlaces = 109        // sectors of the allocation table that the header lists
)

type compound struct {
	data   io.ReaderAt
	size   int64
	sector int64
	head   []byte
}

func (c *compound) read(sector uint32) ([]byte, bool) {
	at := (int64(sector) + 1) * c.sector
	if at >= c.size {
		return nil, false
	}
	b := make([]byte, c.sector)
	n, err := c.data.ReadAt(b, at)
	return b[:n], err == nil || err == io.EOF
}

// after gives the sector that follows in a chain.
func (c *compound) after(sector uint32) (uint32, bool) {
	perSector := uint32(c.sector / 4)
	place, ok := c.table(sector / perSector)
	if !ok {
		return 0, false
	}
	b, ok := c.read(place)
	at := int(sector%perSector) * 4
	if !ok || len(b) < at+4 {
		return 0, false
	}
	return binary.LittleEndian.Uint32(b[at:]), true
}

// table gives the sector of the n-th part of the allocation table.
func (c *compound) table(n uint32) (uint32, bool) {
	if n < headPlaces {
		return binary.LittleEndian.Uint32(c.head[76+4*n:]), true
	}
	n -= headPlaces
	perSector := uint32(c.sector/4) - 1
	next := binary.LittleEndian.Uint32(c.head[68:])
	for ; ; n -= perSector {
		b, ok := c.read(next)
		if !ok || len(b) < int(c.sector) {
			return 0, false
		}
		if n < perSector {
			return binary.LittleEndian.Uint32(b[4*n:]), true
		}
		next = binary.LittleEndian.Uint32(b[4*perSector:])
	}
}
