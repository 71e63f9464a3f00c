package guest

import (
	"math"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"strconv"
	"syscall"
	"time"
	"unsafe"
)

const (
	clockName           = "time.Now"
	cpuClockName        = "CLOCK_PROCESS_CPUTIME_ID"
	processCPUTimeClock = 2 // <time.h> of Linux
)

var origin = time.Now()

// wallNow is monotonic: time.Since reads the monotonic part only.
func wallNow() int64 { return int64(time.Since(origin)) }

func cpuNow() int64 {
	var now syscall.Timespec
	// The pointer stays within the call, as unsafe demands of a conversion in an argument list.
	if _, _, failed := syscall.RawSyscall(syscall.SYS_CLOCK_GETTIME, processCPUTimeClock, uintptr(unsafe.Pointer(&now)), 0); failed != 0 {
		return -1
	}
	return now.Nano()
}

// block holds the wall and CPU nanoseconds of some operations; cpu is -1 without a CPU clock.
type block struct{ wall, cpu int64 }

// timeBlock stops early when an answer is not the first one; with first nil it is only asked for one operation.
// The call goes through a function value that the compiler cannot see behind, so no work moves out of the loop.
func timeBlock(run func(any) any, state any, inner int64, first any) (block, any) {
	var answer any
	cpuStart := cpuNow()
	start := wallNow()
	if first == nil {
		answer = run(state)
	} else {
		for left := inner; left > 0; left-- {
			if answer = run(state); answer != first {
				break
			}
		}
	}
	wall := wallNow() - start
	cpu := cpuNow()
	if cpu < 0 || cpuStart < 0 {
		return block{wall, -1}, answer
	}
	return block{wall, cpu - cpuStart}, answer
}

func smallestStep() int64 {
	smallest, before := int64(0), wallNow()
	for reads := 0; reads < 100_000 && (reads < 100 || smallest == 0); reads++ {
		now := wallNow()
		if step := now - before; step > 0 {
			before = now
			if smallest == 0 || step < smallest {
				smallest = step
			}
		}
	}
	return smallest
}

// facts tells the settings that move timings, in effect rather than as asked for.
func facts() []string {
	samples := []metrics.Sample{{Name: "/gc/gogc:percent"}, {Name: "/gc/gomemlimit:bytes"}}
	metrics.Read(samples)
	told := []string{"gomaxprocs", strconv.Itoa(runtime.GOMAXPROCS(0))}
	for at, name := range []string{"gogc", "gomemlimit"} {
		if samples[at].Value.Kind() == metrics.KindUint64 {
			value := samples[at].Value.Uint64()
			text := strconv.FormatUint(value, 10)
			if value >= math.MaxInt64 {
				text = "off"
			}
			told = append(told, name, text)
		}
	}
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, setting := range info.Settings {
			switch setting.Key {
			case "-race":
				told = append(told, "race", setting.Value)
			case "-gcflags":
				told = append(told, "gcflags", setting.Value)
			}
		}
	}
	return told
}
