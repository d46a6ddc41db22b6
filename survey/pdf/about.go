package pdf

import (
	"encoding/xml"
	"fmt"
	"strings"
	"time"
)

// An about is what the file says of itself.
type about struct {
	title, subject, author, language string
	date                             time.Time // zero for a letter without a date
}

// maker is the program that the file names.
const maker = "Omdöme"

// info writes the file's information, as older readers look for it.
func (a about) info(f *file) int {
	dates := ""
	if !a.date.IsZero() {
		dates = fmt.Sprintf("/CreationDate %s/ModDate %s", moment(a.date), moment(a.date))
	}
	return f.add("<</Title %s/Subject %s/Author %s/Creator %s/Producer %s%s>>",
		text(a.title), text(a.subject), text(a.author), text(maker), text(maker), dates)
}

// standards claims PDF/A-3a (ISO 19005-3) and PDF/UA-1 (ISO 14289-1), by which tests
// have every kind of letter validated. The claim of the latter is no property that the
// former knows: it is described first.
const standards = `<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">` +
	`<pdfaid:part>3</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"><pdfuaid:part>1</pdfuaid:part></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" ` +
	`xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA</pdfaSchema:schema><pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>` +
	`<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource"><pdfaProperty:name>part</pdfaProperty:name>` +
	`<pdfaProperty:valueType>Integer</pdfaProperty:valueType><pdfaProperty:category>internal</pdfaProperty:category>` +
	`<pdfaProperty:description>The part of PDF/UA that the file keeps to</pdfaProperty:description></rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
`

// metadata writes the same as XMP (ISO 16684-1), unpacked so that every program
// finds it, with the standards that the file keeps to.
func (a about) metadata(f *file) int {
	var b strings.Builder
	// The character and the number after begin are the format's own.
	b.WriteString("<?xpacket begin=\"\ufeff\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n" +
		`<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">` +
		`<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/">` + "\n")
	b.WriteString("<dc:format>application/pdf</dc:format>\n")
	fmt.Fprintf(&b, "<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">%s</rdf:li></rdf:Alt></dc:title>\n", escaped(a.title))
	fmt.Fprintf(&b, "<dc:description><rdf:Alt><rdf:li xml:lang=\"x-default\">%s</rdf:li></rdf:Alt></dc:description>\n", escaped(a.subject))
	fmt.Fprintf(&b, "<dc:creator><rdf:Seq><rdf:li>%s</rdf:li></rdf:Seq></dc:creator>\n", escaped(a.author))
	fmt.Fprintf(&b, "<dc:language><rdf:Bag><rdf:li>%s</rdf:li></rdf:Bag></dc:language>\n", escaped(a.language))
	fmt.Fprintf(&b, "<xmp:CreatorTool>%s</xmp:CreatorTool><pdf:Producer>%s</pdf:Producer>\n", maker, maker)
	if !a.date.IsZero() {
		date := a.date.Format(time.RFC3339)
		fmt.Fprintf(&b, "<xmp:CreateDate>%s</xmp:CreateDate><xmp:ModifyDate>%s</xmp:ModifyDate>\n", date, date)
	}
	b.WriteString("</rdf:Description>\n" + standards + "</rdf:RDF></x:xmpmeta>\n<?xpacket end=\"r\"?>")
	n := f.reserve()
	f.set(n, "<</Type/Metadata/Subtype/XML/Length %d>>\nstream\n%s\nendstream", b.Len(), b.String())
	return n
}

func escaped(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // a builder takes everything
	return b.String()
}
