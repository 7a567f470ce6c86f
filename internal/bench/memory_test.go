package bench

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// peakMemory runs a program and is the most memory, in megabytes, that it ever
// held. The kernel's own account of an ended process cannot be used: it begins with
// the peak of the process that started it, which is this one.
func peakMemory(b *testing.B, cmd *exec.Cmd) float64 {
	b.Helper()
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	must(b, cmd.Start())
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	look := time.NewTicker(5 * time.Millisecond)
	defer look.Stop()
	peak := 0.0
	for {
		peak = max(peak, highWater(cmd.Process.Pid))
		select {
		case err := <-ended:
			if err != nil {
				b.Fatalf("%v: %s", err, said.String())
			}
			if peak == 0 {
				b.Fatal("the memory of a process could not be read")
			}
			return peak
		case <-look.C:
		}
	}
}

// highWater is the peak so far of a process, 0 when it cannot be read any more.
func highWater(pid int) float64 {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	lines := bufio.NewScanner(bytes.NewReader(status))
	for lines.Scan() {
		var kilobytes float64
		if rest, ok := strings.CutPrefix(lines.Text(), "VmHWM:"); ok {
			if _, err := fmt.Sscan(rest, &kilobytes); err == nil {
				return kilobytes / 1024
			}
		}
	}
	return 0
}
