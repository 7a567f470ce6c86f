package workbook

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/subtle"
	"encoding/base64"
	"encoding/binary"
	"encoding/xml"
	"errors"
	"hash"
	"io"
	"unicode/utf16"
)

// Office encrypts a workbook as a whole ([MS-OFFCRYPTO] 2.3.4): "standard" is
// that of Office 2007, "agile" that of 2010 and later. Both let any part of the
// file be decrypted on its own, so that nothing is held but the key.

var (
	errPassword = errors.New("wrong password")
	errCipher   = errors.New("unknown or damaged encryption")
)

const (
	maxSpin     = 1_000_000 // Excel uses 100,000; more is a trap for the reader's time
	segmentSize = 4096
	infoMost    = 64 << 10
)

// decryptor gives the plain bytes of an encrypted package.
type decryptor struct {
	data   io.ReaderAt // the EncryptedPackage stream, whose first 8 bytes are the plain size
	size   int64
	block  cipher.Block
	vector func(segment uint32) []byte // nil where each block stands for itself
}

// newDecryptor finds the key. The error is errPassword, errCipher or one of reading.
func newDecryptor(info []byte, data io.ReaderAt, size int64, password string) (*decryptor, error) {
	if len(info) < 8 || size < 8 {
		return nil, errCipher
	}
	var head [8]byte
	if _, err := data.ReadAt(head[:], 0); err != nil {
		return nil, err
	}
	d := &decryptor{data: data, size: int64(binary.LittleEndian.Uint64(head[:]))}
	if d.size < 0 || d.size > size-8 {
		return nil, errCipher
	}
	secret := utf16Bytes(password)
	major, minor := binary.LittleEndian.Uint16(info), binary.LittleEndian.Uint16(info[2:])
	switch {
	case major == 4 && minor == 4:
		return d, d.agile(info[8:], secret)
	case major >= 2 && major <= 4 && minor == 2:
		return d, d.standard(info[8:], secret)
	}
	return nil, errCipher
}

func utf16Bytes(s string) []byte {
	var b []byte
	for _, unit := range utf16.Encode([]rune(s)) {
		b = binary.LittleEndian.AppendUint16(b, unit)
	}
	return b
}

// standard finds the key of a file of Office 2007: SHA-1 and AES in ECB mode.
func (d *decryptor) standard(info, secret []byte) error {
	if len(info) < 4 {
		return errCipher
	}
	headerSize := binary.LittleEndian.Uint32(info)
	info = info[4:]
	const verifierSize = 4 + 16 + 16 + 4 + 32
	if headerSize < 32 || headerSize > infoMost || len(info) < int(headerSize)+verifierSize {
		return errCipher
	}
	keySize := int(binary.LittleEndian.Uint32(info[16:])) / 8
	algorithm := binary.LittleEndian.Uint32(info[8:])
	if algorithm < 0x660E || algorithm > 0x6610 || keySize != 16 && keySize != 24 && keySize != 32 {
		return errCipher
	}
	verifier := info[headerSize:]
	salt, input, value := verifier[4:20], verifier[20:36], verifier[40:72]
	const spin = 50_000
	h := spinHash(sha1.New, salt, secret, spin)
	final := sha1.Sum(append(h, 0, 0, 0, 0))
	derive := func(fill byte) []byte {
		b := bytes.Repeat([]byte{fill}, 64)
		subtle.XORBytes(b, b, final[:])
		sum := sha1.Sum(b)
		return sum[:]
	}
	key := append(derive(0x36), derive(0x5C)...)[:keySize]
	block, err := aes.NewCipher(key)
	if err != nil {
		return errCipher
	}
	d.block = block
	plainInput, plainValue := make([]byte, 16), make([]byte, 32)
	decryptBlocks(block, plainInput, input)
	decryptBlocks(block, plainValue, value)
	if sum := sha1.Sum(plainInput); subtle.ConstantTimeCompare(sum[:], plainValue[:sha1.Size]) != 1 {
		return errPassword
	}
	return nil
}

func decryptBlocks(block cipher.Block, dst, src []byte) {
	for i := 0; i+aes.BlockSize <= len(src); i += aes.BlockSize {
		block.Decrypt(dst[i:], src[i:])
	}
}

// agileInfo is the description of agile encryption, as far as it is used.
type agileInfo struct {
	KeyData       agileCipher `xml:"keyData"`
	KeyEncryptors []struct {
		Key agileKey `xml:"http://schemas.microsoft.com/office/2006/keyEncryptor/password encryptedKey"`
	} `xml:"keyEncryptors>keyEncryptor"`
}

type agileCipher struct {
	BlockSize int    `xml:"blockSize,attr"`
	KeyBits   int    `xml:"keyBits,attr"`
	Cipher    string `xml:"cipherAlgorithm,attr"`
	Chaining  string `xml:"cipherChaining,attr"`
	Hash      string `xml:"hashAlgorithm,attr"`
	Salt      string `xml:"saltValue,attr"`
}

type agileKey struct {
	agileCipher
	Spin  int    `xml:"spinCount,attr"`
	Input string `xml:"encryptedVerifierHashInput,attr"`
	Value string `xml:"encryptedVerifierHashValue,attr"`
	Key   string `xml:"encryptedKeyValue,attr"`
}

func (c *agileCipher) hash() func() hash.Hash {
	switch c.Hash {
	case "SHA1", "SHA-1":
		return sha1.New
	case "SHA256", "SHA-256":
		return sha256.New
	case "SHA384", "SHA-384":
		return sha512.New384
	case "SHA512", "SHA-512":
		return sha512.New
	}
	return nil
}

func (c *agileCipher) known() bool {
	return c.hash() != nil && c.Cipher == "AES" && c.Chaining == "ChainingModeCBC" && c.BlockSize == aes.BlockSize &&
		(c.KeyBits == 128 || c.KeyBits == 192 || c.KeyBits == 256)
}

// agile finds the key of a file of Office 2010 or later.
func (d *decryptor) agile(info, secret []byte) error {
	var a agileInfo
	if err := xml.Unmarshal(info, &a); err != nil || len(a.KeyEncryptors) == 0 {
		return errCipher
	}
	var k *agileKey
	for i := range a.KeyEncryptors {
		if a.KeyEncryptors[i].Key.Spin > 0 || a.KeyEncryptors[i].Key.Key != "" {
			k = &a.KeyEncryptors[i].Key
		}
	}
	if k == nil || !k.known() || !a.KeyData.known() || k.Spin < 0 || k.Spin > maxSpin {
		return errCipher
	}
	salt, input, value, wrapped := decode(k.Salt), decode(k.Input), decode(k.Value), decode(k.Key)
	if len(salt) != aes.BlockSize || !whole(input) || !whole(value) || !whole(wrapped) {
		return errCipher
	}
	newHash := k.hash()
	spun := spinHash(newHash, salt, secret, k.Spin)
	unwrap := func(purpose string, b []byte) ([]byte, error) {
		h := newHash()
		h.Write(spun)
		h.Write([]byte(purpose))
		block, err := aes.NewCipher(fit(h.Sum(nil), k.KeyBits/8))
		if err != nil {
			return nil, errCipher
		}
		plain := make([]byte, len(b))
		cipher.NewCBCDecrypter(block, salt).CryptBlocks(plain, b)
		return plain, nil
	}
	input, err := unwrap("\xfe\xa7\xd2\x76\x3b\x4b\x9e\x79", input)
	if err != nil {
		return err
	}
	if value, err = unwrap("\xd7\xaa\x0f\x6d\x30\x61\x34\x4e", value); err != nil {
		return err
	}
	h := newHash()
	h.Write(input)
	if sum := h.Sum(nil); len(value) < len(sum) || subtle.ConstantTimeCompare(sum, value[:len(sum)]) != 1 {
		return errPassword
	}
	key, err := unwrap("\x14\x6e\x0b\xe7\xab\xac\xd0\xd6", wrapped)
	if err != nil {
		return err
	}
	if len(key) < a.KeyData.KeyBits/8 {
		return errCipher
	}
	if d.block, err = aes.NewCipher(key[:a.KeyData.KeyBits/8]); err != nil {
		return errCipher
	}
	dataSalt, dataHash := decode(a.KeyData.Salt), a.KeyData.hash()
	d.vector = func(segment uint32) []byte {
		h := dataHash()
		h.Write(dataSalt)
		h.Write(binary.LittleEndian.AppendUint32(nil, segment))
		return fit(h.Sum(nil), aes.BlockSize)
	}
	return nil
}

func decode(s string) []byte {
	b, err := base64.StdEncoding.DecodeString(s)
	if err != nil {
		return nil
	}
	return b
}

func whole(b []byte) bool { return len(b) > 0 && len(b)%aes.BlockSize == 0 }

// fit cuts a hash to a length, or fills it up as the specification says.
func fit(b []byte, size int) []byte {
	for len(b) < size {
		b = append(b, 0x36)
	}
	return b[:size]
}

// spinHash makes the trying of passwords slow.
func spinHash(newHash func() hash.Hash, salt, secret []byte, spin int) []byte {
	h := newHash()
	h.Write(salt)
	h.Write(secret)
	sum := h.Sum(nil)
	var count [4]byte
	for i := range spin {
		h.Reset()
		binary.LittleEndian.PutUint32(count[:], uint32(i))
		h.Write(count[:])
		h.Write(sum)
		sum = h.Sum(sum[:0])
	}
	return sum
}

// ReadAt is that of io.ReaderAt, over the plain bytes.
func (d *decryptor) ReadAt(b []byte, at int64) (int, error) {
	if at < 0 || at >= d.size {
		return 0, io.EOF
	}
	n := 0
	segment := make([]byte, segmentSize)
	for n < len(b) && at < d.size {
		number := at / segmentSize
		got, err := d.data.ReadAt(segment, 8+number*segmentSize)
		if err != nil && err != io.EOF {
			return n, err
		}
		got -= got % aes.BlockSize
		if d.vector == nil {
			decryptBlocks(d.block, segment[:got], segment[:got])
		} else {
			cipher.NewCBCDecrypter(d.block, d.vector(uint32(number))).CryptBlocks(segment[:got], segment[:got])
		}
		have := min(int64(got), d.size-number*segmentSize)
		inside := at - number*segmentSize
		if inside >= have {
			return n, io.ErrUnexpectedEOF
		}
		c := copy(b[n:], segment[inside:have])
		n += c
		at += int64(c)
	}
	if n < len(b) {
		return n, io.EOF
	}
	return n, nil
}
