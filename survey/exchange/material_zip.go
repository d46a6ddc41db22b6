package exchange

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"io"
	"path"
	"strings"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/material"
	"github.com/omdome/omdome/survey/writing"
)

// What a presentation may be as a zip file. The largest honest ones have some
// thousand parts, and their texts shrink to a tenth.
const (
	maxZipParts     = 10_000
	maxZipList      = 4 << 20 // bytes of the list of parts
	maxUnpacked     = 2 << 30 // bytes in all
	freelyUnpacked  = 100 << 20
	maxShrunk       = 100 // times, from freelyUnpacked bytes on
	maxDescription  = 1 << 20
	zipEnd          = "PK\x05\x06"
	zipEndLength    = 22
	contentTypes    = "[Content_Types].xml"
	openMimetype    = "mimetype"
	openSlides      = "application/vnd.oasis.opendocument.presentation"
	officeSlides    = "application/vnd.openxmlformats-officedocument.presentationml."
	officeSlidesEnd = ".main+xml"
)

// inspectPresentation looks at a zip file's list of parts.
func inspectPresentation(file io.ReaderAt, size int64) (material.Format, *survey.FieldError) {
	if refused := inspectZipEnd(file, size); refused != nil {
		return "", refused
	}
	z, err := zip.NewReader(file, size)
	if err != nil && z == nil {
		return "", refusedFile(MsgFileBroken)
	}
	if refused := inspectParts(z.File, size); refused != nil {
		return "", refused
	}
	return presentationOf(z)
}

// inspectZipEnd holds the end of the list of parts to what it may be before
// anything reads the list: it stands at the very end, the list right before it,
// and both are of an honest size.
func inspectZipEnd(file io.ReaderAt, size int64) *survey.FieldError {
	var end [zipEndLength]byte
	if size < zipEndLength {
		return refusedFile(MsgFileCut)
	}
	if _, err := file.ReadAt(end[:], size-zipEndLength); err != nil && err != io.EOF {
		return refusedFile(MsgFileBroken)
	}
	little := binary.LittleEndian
	parts, length, at := little.Uint16(end[10:]), int64(little.Uint32(end[12:])), int64(little.Uint32(end[16:]))
	switch {
	case string(end[:4]) != zipEnd || little.Uint16(end[20:]) != 0:
		return refusedFile(MsgFileCut)
	case parts > maxZipParts || length > maxZipList:
		return &survey.FieldError{Message: MsgFileParts, Args: map[string]any{"most": maxZipParts}}
	case parts == 0 || at+length+zipEndLength != size:
		return refusedFile(MsgFileMore)
	}
	return nil
}

// inspectParts looks at all parts by what the list says of them.
func inspectParts(parts []*zip.File, size int64) *survey.FieldError {
	if len(parts) > maxZipParts {
		return &survey.FieldError{Message: MsgFileParts, Args: map[string]any{"most": maxZipParts}}
	}
	var packed, unpacked uint64
	seen := map[string]bool{}
	for _, p := range parts {
		name := strings.ToLower(p.Name)
		switch {
		case p.Flags&1 != 0:
			return refusedFile(MsgFileEncrypted)
		case p.Method != zip.Store && p.Method != zip.Deflate || seen[name] || !plainPart(p.Name):
			return refusedFile(MsgFileBroken)
		case isMacro(name):
			return refusedFile(MsgFileMacros)
		}
		seen[name] = true
		packed, unpacked = packed+p.CompressedSize64, unpacked+p.UncompressedSize64
		if packed > uint64(size) || unpacked > maxUnpacked || unpacked > freelyUnpacked && unpacked/maxShrunk > packed {
			return refusedFile(MsgFileBomb) // parts that share their bytes, or shrink too well
		}
	}
	return nil
}

// plainPart says whether a part's name stays inside the presentation.
func plainPart(name string) bool {
	clean := strings.TrimSuffix(name, "/")
	return clean != "" && writing.IsText(name) && !strings.ContainsAny(name, "\\:") && !strings.HasPrefix(name, "/") &&
		path.Clean(clean) == clean && clean != ".." && !strings.HasPrefix(clean, "../")
}

// isMacro says whether the part, its name in small letters, is a program.
func isMacro(name string) bool {
	base := path.Base(name)
	return strings.HasPrefix(base, "vbaproject") || strings.HasPrefix(base, "vbadata") ||
		strings.Contains(name, "/activex/") || strings.HasPrefix(name, "basic/") || strings.HasPrefix(name, "scripts/")
}

// presentationOf says which presentation the parts make.
func presentationOf(z *zip.Reader) (material.Format, *survey.FieldError) {
	if first := z.File[0]; first.Name == openMimetype && first.Method == zip.Store {
		if mime, ok := readPart(first); ok && string(bytes.TrimSpace(mime)) == openSlides {
			return material.ODP, nil
		}
		return "", refusedFile(MsgFileKind)
	}
	for _, p := range z.File {
		if p.Name != contentTypes {
			continue
		}
		types, ok := readPart(p)
		switch {
		case !ok:
			return "", refusedFile(MsgFileBroken)
		case bytes.Contains(bytes.ToLower(types), []byte("macroenabled")) || bytes.Contains(bytes.ToLower(types), []byte("vbaproject")):
			return "", refusedFile(MsgFileMacros)
		case bytes.Contains(types, []byte(officeSlides+"presentation"+officeSlidesEnd)),
			bytes.Contains(types, []byte(officeSlides+"slideshow"+officeSlidesEnd)):
			return material.PPTX, nil
		}
	}
	return "", refusedFile(MsgFileKind)
}

// readPart reads a part that describes the others; ok is false where it is
// longer than any honest one, or broken.
func readPart(p *zip.File) (content []byte, ok bool) {
	if p.UncompressedSize64 > maxDescription {
		return nil, false
	}
	r, err := p.Open()
	if err != nil {
		return nil, false
	}
	defer r.Close()
	content, err = io.ReadAll(io.LimitReader(r, maxDescription+1))
	return content, err == nil && len(content) <= maxDescription
}
