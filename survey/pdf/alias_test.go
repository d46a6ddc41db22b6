package pdf_test

import (
	"bytes"
	"testing"

	"github.com/omdome/omdome/survey/pdf"
)

// What is read of a file is apart from it: whoever appends to an attachment, or writes
// into it, changes neither the file nor another attachment.
func TestAttachmentsAreApartFromTheFile(t *testing.T) {
	t.Parallel()
	file := []byte(`%PDF-1.7
1 0 obj <</Pages 2 0 R/Names<</EmbeddedFiles<</Names[(a) 4 0 R (b) 6 0 R]>>>>>> endobj
2 0 obj <</Kids[3 0 R]>> endobj
3 0 obj <</Contents 8 0 R>> endobj
4 0 obj <</UF(a.txt)/EF<</UF 5 0 R>>>> endobj
5 0 obj <</Length 5>>stream
first
endstream endobj
6 0 obj <</UF(b.txt)/EF<</UF 7 0 R>>>> endobj
7 0 obj <<>>stream
second
endstream endobj
8 0 obj <</Length 0>>stream

endstream endobj
trailer <</Root 1 0 R>>
`)
	before := bytes.Clone(file)
	contents, err := pdf.Read(file)
	if err != nil || len(contents.Attachments) != 2 {
		t.Fatalf("%+v, %v", contents, err)
	}
	for i := range contents.Attachments {
		data := append(contents.Attachments[i].Data, " and more than there is room for"...)
		data[0] = '!'
		contents.Attachments[i].Data[1] = '!'
	}
	if !bytes.Equal(file, before) {
		t.Errorf("the file is now\n%s", file)
	}
}

// Operands are an operator's own: appending to them reaches no others.
func TestOperandsAreTheirOperators(t *testing.T) {
	t.Parallel()
	if kept, all := pdf.OperandsKept("1 2 3 4 5 6 cm 7 Tw 8 9 Td [(a) 1 (b)] TJ"); all != 14 || kept != all {
		t.Errorf("%d of %d operands have no room behind them", kept, all)
	}
}
