package killtest

import (
	"strings"
	"testing"
)

func TestTheDoctorTellsADiskThatCanOnlyBeReadFromADamagedBlog(t *testing.T) {
	for _, tt := range []struct {
		name  string
		end   func(*program)
		also  string // is done before the disk can only be read
		whole bool   // the blog can be looked at
	}{
		{"it was stopped", (*program).stop, "true", true},
		{"it was killed", (*program).kill, "true", true},
		{"it was killed, and its log has no index", (*program).kill, "rm data/*-shm", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := newDisk(t, "200m") // more than the doctor warns of
			f := d.blog()
			f.t = t
			f.well()
			tt.end(f.p)
			d.sh(tt.also)
			d.sh(`mount -o remount,ro .`)
			for _, treatment := range []string{"", " --repair", " --rerender"} {
				said, err := d.try(binary + " doctor --data data" + treatment + " 2>&1")
				if err == nil || strings.Contains(said, "damaged") || !strings.Contains(said, "can only be read") {
					t.Errorf("doctor%s says %s (%v)", treatment, said, err)
				}
				if treatment != "" && !strings.Contains(said, "nothing was repaired: the disk that the database is on can only be read") {
					t.Errorf("doctor%s says %s", treatment, said)
				}
				if looked := strings.Contains(said, "1 post\n"); looked != tt.whole {
					t.Errorf("doctor%s says %s", treatment, said)
				}
			}
			d.sh(`mount -o remount,rw .`)
			d.serve(f)
			f.well()
			d.check(f)
		})
	}
}
