package exchange

import (
	"bytes"
	"image"
	_ "image/jpeg" // the pictures that are taken
	_ "image/png"
	"io"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/material"
)

// What is said of files that are not taken; keys of the catalogs.
const (
	MsgFileEmpty     = "organizer.material.error.empty"
	MsgFileKind      = "organizer.material.error.kind"
	MsgFileOld       = "organizer.material.error.old"    // PowerPoint's format of before 2007
	MsgFilePage      = "organizer.material.error.page"   // HTML or SVG, which can run scripts
	MsgFileCut       = "organizer.material.error.cut"    // its end is missing
	MsgFileMore      = "organizer.material.error.more"   // another file stands inside it
	MsgFileBroken    = "organizer.material.error.broken" // not what it says it is
	MsgFilePixels    = "organizer.material.error.pixels" // more than {most} on a side
	MsgFileMacros    = "organizer.material.error.macros"
	MsgFileEncrypted = "organizer.material.error.encrypted"
	MsgFileBomb      = "organizer.material.error.bomb"  // it would unpack into too much
	MsgFileParts     = "organizer.material.error.parts" // more than {most}
)

// How large a picture may be. Only its header is read here; these are what
// browsers show without trouble.
const (
	maxImageSide   = 16_000
	maxImagePixels = 100_000_000
)

// tail is how much of a file's end is read: the trailer of a PDF stands there.
const tail = 2048

var (
	pdfHeads = [][]byte{[]byte("%PDF-1."), []byte("%PDF-2.")}
	pngEnd   = []byte("\x00\x00\x00\x00IEND\xaeB`\x82")
	jpegHead = []byte{0xff, 0xd8, 0xff}
	oldHead  = []byte{0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1}
)

// InspectMaterial says what a file is, by what it holds and never by its name. It
// reads the beginning, the end and, of presentations, the list of their parts;
// nothing is unpacked but that list's own description. What is not whole, holds a
// second file or a program, or is made to fill somebody's disk is refused. The
// error has a message and no field.
func InspectMaterial(file io.ReaderAt, size int64) (material.Format, *survey.FieldError) {
	if size == 0 {
		return "", refusedFile(MsgFileEmpty)
	}
	head, end := make([]byte, min(size, 1024)), make([]byte, min(size, tail))
	if _, err := file.ReadAt(head, 0); err != nil && err != io.EOF {
		return "", refusedFile(MsgFileBroken)
	}
	if _, err := file.ReadAt(end, size-int64(len(end))); err != nil && err != io.EOF {
		return "", refusedFile(MsgFileBroken)
	}
	switch {
	case bytes.HasPrefix(head, pdfHeads[0]), bytes.HasPrefix(head, pdfHeads[1]):
		return material.PDF, inspectPDF(end)
	case bytes.HasPrefix(head, pngSignature):
		return material.PNG, inspectImage(file, size, "png", bytes.HasSuffix(end, pngEnd))
	case bytes.HasPrefix(head, jpegHead):
		// Cameras fill the last block with zeros.
		whole := bytes.HasSuffix(bytes.TrimRight(end, "\x00"), []byte{0xff, 0xd9})
		return material.JPEG, inspectImage(file, size, "jpeg", whole)
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		return inspectPresentation(file, size)
	case bytes.HasPrefix(head, oldHead):
		return "", refusedFile(MsgFileOld)
	case looksLikePage(head):
		return "", refusedFile(MsgFilePage)
	}
	return "", refusedFile(MsgFileKind)
}

func refusedFile(message string) *survey.FieldError { return &survey.FieldError{Message: message} }

// inspectPDF looks for the trailer, where a PDF's readers begin: ISO 32000-2,
// 7.5.5.
func inspectPDF(end []byte) *survey.FieldError {
	at := bytes.LastIndex(end, []byte("%%EOF"))
	switch {
	case at < 0 && bytes.Contains(end, []byte(zipEnd)):
		return refusedFile(MsgFileMore)
	case at < 0 || !bytes.Contains(end[:at], []byte("startxref")):
		return refusedFile(MsgFileCut)
	case len(bytes.Trim(end[at+len("%%EOF"):], "\x00\t\f \r\n")) > 0:
		return refusedFile(MsgFileMore)
	}
	return nil
}

func inspectImage(file io.ReaderAt, size int64, kind string, whole bool) *survey.FieldError {
	config, is, err := image.DecodeConfig(io.NewSectionReader(file, 0, size))
	switch {
	case err != nil || is != kind || config.Width == 0 || config.Height == 0:
		return refusedFile(MsgFileBroken)
	case config.Width > maxImageSide || config.Height > maxImageSide || config.Width*config.Height > maxImagePixels:
		return &survey.FieldError{Message: MsgFilePixels, Args: map[string]any{
			"width": config.Width, "height": config.Height, "most": maxImageSide,
		}}
	case !whole:
		return refusedFile(MsgFileCut)
	}
	return nil
}

// looksLikePage says whether a file begins like HTML, SVG or other XML.
func looksLikePage(head []byte) bool {
	head = bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), " \t\r\n\f")
	return bytes.HasPrefix(head, []byte("<")) || bytes.Contains(bytes.ToLower(head), []byte("<html")) ||
		bytes.Contains(bytes.ToLower(head), []byte("<svg")) || bytes.HasPrefix(head, []byte{0xff, 0xfe, '<'}) ||
		bytes.HasPrefix(head, []byte{0xfe, 0xff, 0, '<'})
}
