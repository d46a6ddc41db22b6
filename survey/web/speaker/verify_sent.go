package speaker

import (
	"errors"
	"io"
	"io/fs"
	"net/http"
	"os"

	"github.com/omdome/omdome/survey/pdf"
	"github.com/omdome/omdome/survey/web/page"
)

// A sentFile is a file of a form, kept on the disk under no name: many who send, and
// many who wait for their turn, would fill the memory. Nothing is left of it once it is
// closed, whatever happens.
type sentFile struct {
	*os.File
	size int64
}

// bytes returns all of it.
func (f sentFile) bytes() ([]byte, error) {
	b := make([]byte, f.size)
	_, err := f.ReadAt(b, 0)
	return b, err
}

// fileSent reads the form's file, up to a byte more than is taken. Its size is 0 where
// the form has none; else whoever asks closes it.
func fileSent(w http.ResponseWriter, r *http.Request) (sentFile, error) {
	r.Body = http.MaxBytesReader(w, r.Body, pdf.MaxFile+64<<10)
	parts, err := r.MultipartReader()
	if err != nil {
		return sentFile{}, page.Problem{Status: http.StatusUnsupportedMediaType, Key: "problem.mediatype"}
	}
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return sentFile{}, nil
		}
		if err != nil {
			return sentFile{}, badUpload(err)
		}
		if part.FormName() != fieldFile {
			continue
		}
		file, err := whole(io.LimitReader(part, pdf.MaxFile+1))
		if err != nil {
			return sentFile{}, badUpload(err)
		}
		return file, nil
	}
}

// whole keeps all that comes.
func whole(sent io.Reader) (sentFile, error) {
	f, err := os.CreateTemp("", "omdome-verify-")
	if err != nil {
		return sentFile{}, err
	}
	n := int64(0)
	if err = os.Remove(f.Name()); err == nil {
		n, err = io.Copy(f, sent)
	}
	if err != nil {
		f.Close()
		return sentFile{}, err
	}
	return sentFile{f, n}, nil
}

// badUpload is what is wrong with what was sent, or the error of our own disk.
func badUpload(err error) error {
	if _, ours := errors.AsType[*fs.PathError](err); ours {
		return err
	}
	if p := page.ProblemOf(err); p.Status != http.StatusInternalServerError {
		return p
	}
	return page.Problem{Status: http.StatusBadRequest, Key: "problem.badform"}
}
