package exchange

import (
	"context"
	"errors"
	"image"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// What drawing a PDF's first page may take.
const (
	pictureTime = 10 * time.Second
	pictureSide = "640"   // pixels, the longer side
	maxPicture  = 2 << 20 // bytes
	// drawLimited runs what follows it with 1.5 GB of addresses and ten seconds
	// of a core.
	drawLimited = `ulimit -v 1500000; ulimit -t 10; exec "$@"`
)

// errNoPicture: there is no tool to draw with, or it cannot draw this.
var errNoPicture = errors.New("no picture of the first page")

// DrawFirstPage draws the first page of the PDF at path as a PNG, with pdftoppm
// where that is installed. The file is somebody's, so the tool runs apart, with
// little time and memory and in a folder of its own. An error means that there
// is no picture, which harms nothing.
func DrawFirstPage(ctx context.Context, pdf string) ([]byte, error) {
	tool, err := exec.LookPath("pdftoppm")
	if err != nil {
		return nil, errNoPicture
	}
	shell, err := exec.LookPath("sh")
	if err != nil {
		return nil, errNoPicture
	}
	if pdf, err = filepath.Abs(pdf); err != nil {
		return nil, err
	}
	folder, err := os.MkdirTemp("", "omdome-page-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder)
	ctx, cancel := context.WithTimeout(ctx, pictureTime)
	defer cancel()
	draw := exec.CommandContext(ctx, shell, "-c", drawLimited, "sh", tool,
		"-png", "-f", "1", "-l", "1", "-singlefile", "-scale-to", pictureSide, pdf, "page")
	draw.Dir, draw.Env, draw.WaitDelay = folder, []string{"LC_ALL=C"}, time.Second
	if err := draw.Run(); err != nil {
		return nil, errNoPicture
	}
	drawn := filepath.Join(folder, "page.png")
	info, err := os.Lstat(drawn)
	if err != nil || !info.Mode().IsRegular() || info.Size() > maxPicture {
		return nil, errNoPicture
	}
	f, err := os.Open(drawn)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if _, kind, err := image.DecodeConfig(f); err != nil || kind != "png" {
		return nil, errNoPicture
	}
	return os.ReadFile(drawn)
}
