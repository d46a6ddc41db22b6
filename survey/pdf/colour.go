package pdf

import (
	"encoding/binary"
	"math"
	"unicode/utf16"
)

// colours writes what the file's red, green and blue mean: sRGB, as screens have it,
// and returns the object's number. Without it the same file has other colours on
// another day, and is no archive.
func colours(f *file) int {
	profile := f.stream("/N 3", sRGB)
	return f.add("<</Type/OutputIntent/S/GTS_PDFA1/OutputConditionIdentifier(sRGB)/Info(sRGB, IEC 61966-2-1)/DestOutputProfile %d 0 R>>", profile)
}

// sRGB is the colour space of IEC 61966-2-1 as an ICC profile of version 4.3 (ICC.1:2010),
// its primaries adapted to D50 by the Bradford method.
var sRGB = profileOf([]profileTag{
	{"desc", localized("sRGB")},
	{"cprt", localized("No copyright")},
	{"wtpt", numbersTag("XYZ ", 0.9642, 1, 0.82491)},
	{"chad", numbersTag("sf32", 1.04788, 0.02292, -0.05022, 0.02959, 0.99048, -0.01707, -0.00925, 0.01508, 0.75168)},
	{"rXYZ", numbersTag("XYZ ", 0.43607, 0.22249, 0.01392)},
	{"gXYZ", numbersTag("XYZ ", 0.38515, 0.71687, 0.09708)},
	{"bXYZ", numbersTag("XYZ ", 0.14307, 0.06061, 0.71410)},
	{"rTRC", sRGBCurve},
	{"gTRC", sRGBCurve},
	{"bTRC", sRGBCurve},
})

// sRGBCurve is sRGB's: Y = (aX + b)^g from d up, and cX below.
var sRGBCurve = append([]byte("para\x00\x00\x00\x00\x00\x03\x00\x00"), s15Fixed16(2.4, 1/1.055, 0.055/1.055, 1/12.92, 0.04045)...)

type profileTag struct {
	name string
	data []byte
}

// profileOf writes a profile of a display: header, table of the tags, what is in them.
func profileOf(tags []profileTag) []byte {
	const headerSize = 128
	at := headerSize + 4 + 12*len(tags)
	table := binary.BigEndian.AppendUint32(nil, uint32(len(tags)))
	var data []byte
	for _, t := range tags {
		table = append(table, t.name...)
		table = binary.BigEndian.AppendUint32(table, uint32(at+len(data)))
		table = binary.BigEndian.AppendUint32(table, uint32(len(t.data)))
		data = append(data, t.data...)
		data = append(data, make([]byte, -len(data)&3)...) // each begins at a multiple of four
	}
	header := make([]byte, headerSize)
	binary.BigEndian.PutUint32(header, uint32(at+len(data)))
	header[8], header[9] = 4, 0x30 // version
	copy(header[12:], "mntrRGB XYZ ")
	binary.BigEndian.PutUint16(header[24:], 2026) // made on a day of a year
	header[27], header[29] = 1, 1
	copy(header[36:], "acsp")
	copy(header[68:], s15Fixed16(0.9642, 1, 0.82491)) // D50
	return append(append(header, table...), data...)
}

// localized is a text in English.
func localized(s string) []byte {
	units := utf16.Encode([]rune(s))
	b := append([]byte("mluc\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\x0cenUS"), 0, 0, 0, byte(2*len(units)), 0, 0, 0, 28)
	for _, u := range units {
		b = binary.BigEndian.AppendUint16(b, u)
	}
	return b
}

// numbersTag is a tag of the type that holds the numbers.
func numbersTag(kind string, numbers ...float64) []byte {
	return append([]byte(kind+"\x00\x00\x00\x00"), s15Fixed16(numbers...)...)
}

// s15Fixed16 writes numbers with 16 bits after the point.
func s15Fixed16(numbers ...float64) []byte {
	var b []byte
	for _, n := range numbers {
		b = binary.BigEndian.AppendUint32(b, uint32(int32(math.Round(n*65536))))
	}
	return b
}
