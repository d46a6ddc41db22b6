package exchange

import (
	"bytes"
	"image"
	"image/color"
	"image/png"

	"golang.org/x/image/draw"

	"github.com/omdome/omdome/survey"
)

// What a picture of a letterhead may be: how large its file, in bytes, and how
// many pixels it has on a side and in all before it is made smaller. A picture
// that claims more is refused before anything of it is decoded.
const (
	MaxPictureFile   = 1 << 20
	maxPictureSide   = 6000
	maxPicturePixels = 12_000_000
	// keptWidth and keptHeight are what is kept: a logo 60 mm wide at 500 dpi.
	keptWidth, keptHeight = 1200, 600
	maxKept               = 400 << 10 // bytes
	smallestSide          = 8
)

// The messages about pictures; keys of the catalogs.
const (
	MsgPictureKind   = "organizer.letterhead.error.kind" // neither PNG nor SVG
	MsgPictureSize   = "organizer.letterhead.error.size" // more than {n} kB
	MsgPicturePixels = "organizer.letterhead.error.pixels"
	MsgPictureSmall  = "organizer.letterhead.error.small"
	MsgPictureBroken = "organizer.letterhead.error.broken"
	MsgPictureEmpty  = "organizer.letterhead.error.empty"
	MsgPicturePhoto  = "organizer.letterhead.error.photo" // too much detail to be kept
)

var pngSignature = []byte("\x89PNG\r\n\x1a\n")

// ReadPicture makes the picture of a letterhead from a PNG or an SVG. What it
// returns is always a PNG that it has written itself, from pixels alone: no
// metadata, script, or second file inside the first comes through. The error has
// a message and no field.
func ReadPicture(file []byte) (survey.Picture, *survey.FieldError) {
	if len(file) > MaxPictureFile {
		return survey.Picture{}, &survey.FieldError{Message: MsgPictureSize, Args: map[string]any{"n": MaxPictureFile >> 10}}
	}
	var drawn image.Image
	var refused *survey.FieldError
	switch {
	case bytes.HasPrefix(file, pngSignature):
		drawn, refused = readPNG(file)
	case looksLikeSVG(file):
		drawn, refused = readSVG(file)
	default:
		refused = &survey.FieldError{Message: MsgPictureKind}
	}
	if refused != nil {
		return survey.Picture{}, refused
	}
	return kept(drawn)
}

func readPNG(file []byte) (image.Image, *survey.FieldError) {
	config, err := png.DecodeConfig(bytes.NewReader(file))
	switch {
	case err != nil:
		return nil, &survey.FieldError{Message: MsgPictureBroken}
	case config.Width > maxPictureSide || config.Height > maxPictureSide || config.Width*config.Height > maxPicturePixels:
		return nil, &survey.FieldError{Message: MsgPicturePixels, Args: map[string]any{
			"width": config.Width, "height": config.Height, "most": maxPictureSide,
		}}
	case config.Width < smallestSide || config.Height < smallestSide:
		return nil, &survey.FieldError{Message: MsgPictureSmall, Args: map[string]any{"width": config.Width, "height": config.Height}}
	}
	m, err := png.Decode(bytes.NewReader(file))
	if err != nil {
		return nil, &survey.FieldError{Message: MsgPictureBroken}
	}
	return m, nil
}

// kept writes the pixels as what is kept of a picture.
func kept(m image.Image) (survey.Picture, *survey.FieldError) {
	width, height := fitted(m.Bounds().Dx(), m.Bounds().Dy())
	small := image.NewNRGBA(image.Rect(0, 0, width, height))
	if width == m.Bounds().Dx() && height == m.Bounds().Dy() {
		draw.Draw(small, small.Bounds(), m, m.Bounds().Min, draw.Src)
	} else {
		draw.CatmullRom.Scale(small, small.Bounds(), m, m.Bounds(), draw.Src, nil)
	}
	if blank(small) {
		return survey.Picture{}, &survey.FieldError{Message: MsgPictureEmpty}
	}
	var b bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&b, small); err != nil {
		return survey.Picture{}, &survey.FieldError{Message: MsgPictureBroken}
	}
	if b.Len() > maxKept {
		return survey.Picture{}, &survey.FieldError{Message: MsgPicturePhoto}
	}
	return survey.Picture{PNG: b.Bytes(), Width: width, Height: height}, nil
}

// fitted returns the size within what is kept, in the same proportions.
func fitted(width, height int) (int, int) {
	if width > keptWidth {
		width, height = keptWidth, max(height*keptWidth/width, 1)
	}
	if height > keptHeight {
		width, height = max(width*keptHeight/height, 1), keptHeight
	}
	return width, height
}

// blank says whether nothing of the picture would be seen on paper.
func blank(m *image.NRGBA) bool {
	for i := 0; i < len(m.Pix); i += 4 {
		c := color.NRGBA{m.Pix[i], m.Pix[i+1], m.Pix[i+2], m.Pix[i+3]}
		if c.A > 16 && (c.R < 240 || c.G < 240 || c.B < 240) {
			return false
		}
	}
	return true
}
