package survey

import "time"

// A Backup is what a copy of everything holds: its manifest.
type Backup struct {
	// Made is when; Program which version of the program made it.
	Made    time.Time `json:"made"`
	Program string    `json:"program"`
	// Kind is the database's, "sqlite" or "postgres", Schema the number of its tables'
	// latest change, and Installation the name of what it is.
	Kind         string `json:"database"`
	Schema       int64  `json:"schema"`
	Installation string `json:"installation"`
	// Sessions, Responses and Marks count what the copy holds. LeftOut are responses that
	// were stored and are not in it, since they still waited for their shuffle.
	Sessions  int `json:"sessions"`
	Responses int `json:"responses"`
	Marks     int `json:"marks"`
	LeftOut   int `json:"left_out"`
	// Missing counts uploaded files that were removed while the copy was made, or before.
	Missing int `json:"missing_files"`
	// Files are the copy's files by their places in it.
	Files map[string]BackupFile `json:"files"`
}

// A BackupFile tells what a file of a backup must be.
type BackupFile struct {
	// Size is in bytes, SHA256 in hexadecimal digits.
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
}
