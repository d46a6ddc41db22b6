package web

import (
	"errors"
	"io"
	"io/fs"
	"net/http"
	"os"

	"github.com/omdome/omdome/survey/pdf"
)

// fileSent reads the form's file, up to a byte more than is taken.
func fileSent(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	r.Body = http.MaxBytesReader(w, r.Body, pdf.MaxFile+64<<10)
	parts, err := r.MultipartReader()
	if err != nil {
		return nil, problem{http.StatusUnsupportedMediaType, "mediatype"}
	}
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return nil, nil
		}
		if err != nil {
			return nil, badUpload(err)
		}
		if part.FormName() != fieldFile {
			continue
		}
		file, err := whole(io.LimitReader(part, pdf.MaxFile+1))
		if err != nil {
			return nil, badUpload(err)
		}
		return file, nil
	}
}

// whole returns all that comes. While it comes it goes to the disk, and it is in
// memory only once it is whole: anybody may send files here, and many who send
// slowly would fill the memory. The disk's file has no name any more, so that
// nothing is left of it whatever happens.
func whole(sent io.Reader) ([]byte, error) {
	f, err := os.CreateTemp("", "omdome-verify-")
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if err := os.Remove(f.Name()); err != nil {
		return nil, err
	}
	n, err := io.Copy(f, sent)
	if err != nil {
		return nil, err
	}
	file := make([]byte, n)
	_, err = f.ReadAt(file, 0)
	return file, err
}

// badUpload is what is wrong with what was sent, or the error of our own disk.
func badUpload(err error) error {
	if _, ours := errors.AsType[*fs.PathError](err); ours {
		return err
	}
	if p := problemOf(err); p.status != http.StatusInternalServerError {
		return p
	}
	return problem{http.StatusBadRequest, "badform"}
}
