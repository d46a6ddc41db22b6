package material

import (
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"time"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/exchange"
	"github.com/omdome/omdome/survey/form"
	"github.com/omdome/omdome/survey/material"
	"github.com/omdome/omdome/survey/web/page"
)

const (
	// maxFormParts is how many parts the form of an upload may have.
	maxFormParts = 30
	// maxUnread is how much of a refused upload is let run out, in bytes: browsers
	// show the answer only once they have sent all.
	maxUnread = 2 << 30
)

// An upload is the form of a file as it was sent.
type upload struct {
	values url.Values
	// file is nil where no file came whole; the sender's name for it.
	file material.Upload
	name string
	// refused says why the file is not taken, if that is known already.
	refused *survey.FieldError
	body    steadyReader
}

// receive reads the form of a file. The file goes to the disk as it comes, and
// never all of it is in memory. The caller closes the upload.
func (s *Room) receive(w http.ResponseWriter, r *http.Request, o desk) (*upload, error) {
	control := http.NewResponseController(w)
	in := &upload{values: url.Values{}, body: steadyReader{r.Body, control}}
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "multipart/form-data" {
		return in, page.Problem{Status: http.StatusUnsupportedMediaType, Key: "problem.mediatype"}
	}
	r.Body = io.NopCloser(in.body)
	parts, err := r.MultipartReader()
	if err != nil {
		return in, page.Problem{Status: http.StatusBadRequest, Key: "problem.badform"}
	}
	err = in.read(s, r, o, parts)
	r.PostForm = in.values
	_ = control.SetWriteDeadline(time.Now().Add(page.Patience)) // what comes now is a page
	return in, err
}

// read reads the form's parts.
func (in *upload) read(s *Room, r *http.Request, o desk, parts *multipart.Reader) error {
	var text int64
	for n := 0; ; n++ {
		part, err := parts.NextPart()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			in.stopped(err)
			return nil
		case n >= maxFormParts:
			return page.Problem{Status: http.StatusBadRequest, Key: "problem.badform"}
		}
		if part.FormName() == form.FieldMaterialFile {
			if err := in.take(s, r, o, part); err != nil || in.refused != nil {
				return err
			}
			continue
		}
		value, err := io.ReadAll(io.LimitReader(part, page.MaxForm+1-text))
		if err != nil {
			in.stopped(err)
			return nil
		}
		if text += int64(len(value)); text > page.MaxForm {
			return page.Problem{Status: http.StatusRequestEntityTooLarge, Key: "problem.toolarge"}
		}
		in.values.Add(part.FormName(), string(value))
	}
}

// stopped says that the form ends in the middle.
func (in *upload) stopped(error) {
	in.refuse(survey.FieldError{Field: form.FieldMaterialFile, Message: form.MsgMaterialStopped})
}

// take reads the file.
func (in *upload) take(s *Room, r *http.Request, o desk, part *multipart.Part) error {
	_, params, err := mime.ParseMediaType(part.Header.Get("Content-Disposition"))
	if in.name = params["filename"]; err != nil || in.name == "" || in.file != nil {
		return nil // browsers send an empty name where no file was chosen
	}
	if most := o.store.MaxFile(); r.ContentLength > most+page.MaxForm+(1<<16) {
		in.refuse(survey.FieldError{
			Field: form.FieldMaterialFile, Message: form.MsgMaterialLarge, Args: map[string]any{"n": int(most / material.Megabyte)},
		})
		return nil
	}
	if in.file, err = o.store.NewUpload(r.Context()); err == nil {
		_, err = io.Copy(in.file, part)
	}
	if errs, ok := page.Wrong(err); ok {
		in.refuse(errs[0])
		return nil
	}
	if _, disk := errors.AsType[*material.DiskError](err); disk || err != nil && in.file == nil {
		return err
	}
	if err != nil {
		in.stopped(err)
	}
	return nil
}

// inspect says what the file is, and makes its picture.
func (s *Room) inspect(r *http.Request, in *upload, m *material.Material) *survey.FieldError {
	refuse := func(e *survey.FieldError) *survey.FieldError {
		e.Field = form.FieldMaterialFile
		return e
	}
	switch {
	case in.refused != nil:
		return in.refused
	case in.file == nil:
		return refuse(&survey.FieldError{Message: form.MsgMaterialNoFile})
	}
	format, refused := exchange.InspectMaterial(in.file, in.file.Size())
	if refused != nil {
		return refuse(refused)
	}
	name, ok := material.FileName(in.name, format)
	if !ok {
		return refuse(&survey.FieldError{Message: form.MsgMaterialName})
	}
	m.File.Format, m.File.Name = format, name
	if m.Title == "" {
		m.Title = name[:len(name)-len(format)-1]
	}
	if format == material.PDF {
		s.drawing.Lock() // each may take much memory
		defer s.drawing.Unlock()
		if png, err := exchange.DrawFirstPage(r.Context(), in.file.Path()); err == nil {
			in.file.SetPicture(png)
		}
	}
	return nil
}

func (in *upload) discard() {
	if in.file != nil {
		_ = in.file.Close() // what stays is swept
		in.file = nil
	}
}

// refuse says why the file is not taken. The answer need not wait until all of it
// has come; not every connection can do without waiting, and those wait. Who
// answers early must read the rest all the same, see close: a server that has not
// read a request to its end cannot use the connection again.
func (in *upload) refuse(why survey.FieldError) {
	in.discard()
	in.refused = &why
	_ = in.body.control.EnableFullDuplex()
}

// close removes what was not kept, and lets the rest of the form run out: after
// the answer where the file was refused, before it for all else.
func (in *upload) close(w http.ResponseWriter) {
	in.discard()
	if in.refused != nil {
		_ = http.NewResponseController(w).Flush()
	}
	_, _ = io.CopyN(io.Discard, in.body, maxUnread) // whoever has gone has gone
}

// A steadyReader gives a slow sender time for as long as something moves.
type steadyReader struct {
	body    io.Reader
	control *http.ResponseController
}

// Read is io.Reader's.
func (r steadyReader) Read(p []byte) (int, error) {
	_ = r.control.SetReadDeadline(time.Now().Add(page.Patience)) // see steadyWriter
	return r.body.Read(p)
}
