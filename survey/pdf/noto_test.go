package pdf_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/omdome/omdome/survey/letter"
	"github.com/omdome/omdome/survey/pdf"
)

// scripts are texts of scripts with fonts of their own, by the font: with marks
// above and below, conjuncts, vowels that stand before what they follow.
var scripts = map[string]string{
	"NotoSansThai":       "สวัสดีครับ ที่นี่ ปู่ น้ำ ผู้ใหญ่ ญี่ปุ่น ๑๒๓ ต่างๆ ฯลฯ",
	"NotoSansDevanagari": "नमस्ते, क्षत्रिय, हिन्दी, ज्ञान, श्री, रुपया, कर्म, स्त्री, राष्ट्र, ट्रैक्टर, अँग्रेज़ी। १२३",
	"NotoSansMyanmar":    "မင်္ဂလာပါ ကျေးဇူးတင်ပါတယ် မြန်မာစာ ဣန္ဒြေ ဥက္ကဋ္ဌ ယောက်ျား",
	"NotoSansBengali":    "ধন্যবাদ, ক্ষমতা, জ্ঞান, স্ত্রী, কি, প্রশিক্ষণ, র\u200d্যাব, উজ্জ্বল। ১২৩",
	"NotoSansEthiopic":   "እናመሰግናለን። የቐንየለይ፡ ትግርኛ ፩፪፫",
	"NotoSansGujarati":   "આભાર, ક્ષેત્ર, જ્ઞાન, શ્રી, પ્રશિક્ષણ, કિ ૧૨૩",
	"NotoSansGurmukhi":   "ਧੰਨਵਾਦ, ਪੰਜਾਬੀ, ਸ਼੍ਰੀ, ਕਿਤਾਬ, ਪ੍ਰਸ਼ਨ ੧੨੩",
	"NotoSansKannada":    "ಧನ್ಯವಾದಗಳು, ಕ್ಷೇತ್ರ, ಜ್ಞಾನ, ಶ್ರೀ, ಕರ್ನಾಟಕ, ಸ್ತ್ರೀ ೧೨೩",
	"NotoSansKhmer":      "សូមអរគុណ កម្ពុជា ស្ត្រី ក្រុម ភាសាខ្មែរ ១២៣",
	"NotoSansLao":        "ຂອບໃຈ ເຈົ້າ ຢູ່ ນ້ຳ ໝູ່ ປີ້ ໑໒໓",
	"NotoSansMalayalam":  "നന്ദി, ക്ഷേത്രം, ജ്ഞാനം, ശ്രീ, മലയാളം, പ്രസംഗം, സ്ത്രീ ൧൨൩",
	"NotoSansOriya":      "ଧନ୍ୟବାଦ, କ୍ଷେତ୍ର, ଜ୍ଞାନ, ଶ୍ରୀ, ଓଡ଼ିଆ, ସ୍ତ୍ରୀ ୧୨୩",
	"NotoSansSinhala":    "ස්තූතියි, ශ්\u200dරී, ක්\u200dෂේත්\u200dර, ප්\u200dරශ්න, කෝ, සිංහල",
	"NotoSansSyriac":     "ܬܘܕܝ ܣܓܝ، ܫܠܡܐ، ܠܫܢܐ ܣܘܪܝܝܐ",
	"NotoSansTamil":      "நன்றி, க்ஷேத்திரம், ஸ்ரீ, தமிழ், கொள்கை, பயிற்சி, கூடு ௧௨௩",
	"NotoSansTelugu":     "ధన్యవాదాలు, క్షేత్రం, జ్ఞానం, శ్రీ, తెలుగు, స్త్రీ ౧౨౩",
	"NotoSansThaana":     "ޝުކުރިއްޔާ، ދިވެހި",
	"NotoSerifTibetan":   "ཐུགས་རྗེ་ཆེ། བསྒྲུབས། སློབ་དཔོན། རྒྱལ ༡༢༣",
	"NotoSansMongolian":  "ᠮᠣᠩᠭᠣᠯ ᠪᠢᠴᠢᠭ ᠰᠠᠶᠢᠨ ᠪᠠᠶᠢᠨ\u180eᠠ ᠤᠤ",
}

// drawn skips the test where the letter needs a font that go generate has not
// brought, unless OMDOME_REQUIRE says that it has.
func drawn(t *testing.T, l letter.Letter, fonts ...string) {
	t.Helper()
	have := pdf.Fonts(l)
	for _, name := range fonts {
		if slices.Contains(have, name) {
			continue
		}
		err := fmt.Errorf("go generate has not brought %s", name)
		required(t, err)
		t.Skip(err)
	}
}

// required fails the test where OMDOME_REQUIRE names the fonts that one is missing of.
func required(t *testing.T, missing error) {
	t.Helper()
	if strings.Contains(os.Getenv("OMDOME_REQUIRE"), "fonts") {
		t.Fatalf("%v, and OMDOME_REQUIRE names fonts", missing)
	}
}

// Every character of a script that there is a font for is drawn, and is read back as it
// was written.
func TestScriptsAreDrawn(t *testing.T) {
	t.Parallel()
	for font, s := range scripts {
		t.Run(font, func(t *testing.T) {
			t.Parallel()
			l := build(t, facts(strings.Fields(s)[0], s, mean55, mean50, mean50, append(many(12, 300), s)...), letter.Options{})
			drawn(t, l, font)
			if n := pdf.Frames(l); n > 0 {
				t.Errorf("%d characters are drawn as frames", n)
			}
			b := write(t, l)
			keep(t, "script-"+font, b)
			read, err := pdf.Read(b)
			if err != nil {
				t.Fatal(err)
			}
			cmd := exec.Command(installed(t, "pdftotext"), "-raw", "-", "-")
			cmd.Stdin = bytes.NewReader(b)
			out, err := cmd.Output()
			if err != nil {
				t.Fatal(err)
			}
			texts := map[string]string{"pdftotext": string(out), "Read": strings.Join(read.Pages, "\n")}
			if font == "NotoSansSyriac" || font == "NotoSansThaana" {
				delete(texts, "pdftotext") // which has its own order for what runs from right to left
			}
			for reader, text := range texts {
				text = strings.Join(strings.Fields(text), " ")
				if n := strings.Count(text, s); n < 4 { // the title, the opening, the head of page 2, the comment
					t.Errorf("%s: %d times %q in\n%s", reader, n, s, text)
				}
			}
		})
	}
}

// A letter in these scripts is no larger than others: its fonts have the characters
// that it uses, and its text is text.
func TestScriptsTakeLittleRoom(t *testing.T) {
	t.Parallel()
	l := build(t, facts("สมชาย ใจดี", "การจัดการความรู้", mean55, mean50, mean50, strings.Repeat(scripts["NotoSansThai"]+" ", 60)), letter.Options{})
	drawn(t, l, "NotoSansThai")
	if b := write(t, l); len(b) > 120_000 {
		t.Errorf("%d bytes", len(b))
	}
}

// Thai has no spaces between words. A line of it never begins with a mark or with
// what belongs to the character before, and never ends with a vowel that belongs to the
// next.
func TestLongThaiIsBrokenBetweenSyllables(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("การสัมมนาครั้งนี้มีประโยชน์มากสำหรับการทำงานประจำวันและวิทยากรอธิบายได้ชัดเจนเข้าใจง่ายแต่เวลาน้อยเกินไป", 12)
	for name, text := range map[string]string{
		"sentences": long, "vowels": strings.Repeat("เ", 4000), "drawn out": "มา" + strings.Repeat("ก", 4000), "marks": strings.Repeat("ก็", 2000),
	} {
		l := build(t, facts("Karin Ek", "T", mean55, mean50, mean50, text), letter.Options{})
		drawn(t, l, "NotoSansThai")
		lines, widest := pdf.Lines(l, text)
		if len(lines) < 10 || widest > 1 {
			t.Errorf("%s: %d lines, the widest %.2f of the page's", name, len(lines), widest)
		}
		if strings.Join(lines, "") != text {
			t.Errorf("%s: the lines are not the text", name)
		}
		for i, line := range lines {
			first, last := []rune(line)[0], []rune(line)[len([]rune(line))-1]
			if unicode.Is(unicode.Mn, first) || strings.ContainsRune("ะาำๆฯ", first) || i < len(lines)-1 && name == "sentences" && strings.ContainsRune("เแโใไ", last) {
				t.Errorf("%s: line %d is %q", name, i, line)
			}
		}
	}
}

// Khmer and Burmese: what is under a letter, or ends its syllable, stays with it.
func TestLongTextsAreBrokenBetweenSyllables(t *testing.T) {
	t.Parallel()
	for font, text := range map[string]string{
		"NotoSansKhmer":   strings.Repeat("សិក្ខាសាលានេះមានប្រយោជន៍ណាស់សម្រាប់ការងាររបស់ខ្ញុំ", 15),
		"NotoSansMyanmar": strings.Repeat("ဆွေးနွေးပွဲအလွန်ကောင်းမွန်ပါသည်ဥက္ကဋ္ဌ", 20),
		"NotoSansLao":     strings.Repeat("ການສຳມະນາຄັ້ງນີ້ມີປະໂຫຍດຫຼາຍສຳລັບວຽກງານຂອງຂ້ອຍ", 15),
	} {
		t.Run(font, func(t *testing.T) {
			t.Parallel()
			l := build(t, facts("Karin Ek", "T", mean55, mean50, mean50, text), letter.Options{})
			drawn(t, l, font)
			lines, widest := pdf.Lines(l, text)
			if len(lines) < 5 || widest > 1 || strings.Join(lines, "") != text {
				t.Errorf("%d lines, the widest %.2f of the page's: %q", len(lines), widest, lines)
			}
			for i, line := range lines {
				runes := []rune(line)
				first, second, last := runes[0], runes[1], runes[len(runes)-1]
				if unicode.IsMark(first) || strings.ContainsRune("ະາຳ", first) || second == '\u103a' || second == '\u1039' ||
					i < len(lines)-1 && strings.ContainsRune("\u17d2\u1039ເແໂໃໄ", last) {
					t.Errorf("line %d is %q", i, line)
				}
			}
		})
	}
}
