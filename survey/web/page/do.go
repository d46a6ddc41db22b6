package page

// The button that shows how what is written would look.
const (
	FieldDo   = "do"
	DoPreview = "preview"
)
