package survey

import "time"

// BurstWindow is within which answers make a burst together.
const BurstWindow = 3 * time.Second

// burstSteps are how large a burst is said to be: at least so many. Its true number,
// and when it was, are kept nowhere.
var burstSteps = []int{1000, 500, 200, 100, 50, 30}

// MinBurst is the smallest burst that is told of.
const MinBurst = 30

// CoarseBurst is what is kept of n answers that came within BurstWindow: the largest
// step that they reach, or 0.
func CoarseBurst(n int) int {
	for _, step := range burstSteps {
		if n >= step {
			return step
		}
	}
	return 0
}
