#!/usr/bin/env bash
# cgroup2_guest.sh: proves control groups of version 2 in a virtual machine, for hosts that have version 1. The guest is made
# of Debian's packages (kernel, Python, bubblewrap, Java) and of this build's classes; QEMU runs it without hardware help,
# about ten times slower than this machine. Prints what the guest says and ends with its verdict: 0 proven, 1 not.
#
# In the guest, root first, then an ordinary user with a group of its own (as systemd delegates them):
#   CgroupsRealTest   memory.max, pids.max, cpu.stat, cgroup.kill and memory.events against real processes
#   ./doctor          all probes of runner bubblewrap, whose card then has to say ENFORCED for memory, processes and cpu-time
#
# Needs root (QEMU is installed), a build with test classes, 3 GB of memory, 1 GB below $ICCM_CACHE.
# Settings: ICCM_GUEST_SECONDS, the longest time for the guest (default 2400).
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

kernel_package=linux-image-cloud-amd64
[[ $(uname -sm) == "Linux x86_64" ]] || {
  fail "the guest runs on x86-64 Linux only" "run this on such a machine"
  exit 1
}
ensure_java
ensure_maven
cd "$ICCM_ROOT"
[[ -d iccm-harness/target/test-classes && -s iccm-examples/target/classpath.txt ]] || {
  fail "no build with test classes here" "./doctor --help && $ICCM_MVN -pl iccm-harness -am test-compile"
  exit 1
}
ensure_apt qemu-system-x86 cpio

home=$(rootfs_home)
tree=$home/iccm-guest-1

# The guest's system, and the kernel that the package of that name stands for.
make_tree() {
  local built image work
  [[ ! -e $tree/etc/iccm-packages ]] || return 0
  say "Preparing the guest's system (Java, Python, bubblewrap, kernel; 150 MB to fetch)"
  built=$(mktemp -d "$home/.iccm-guest.XXXXXX")
  chmod 755 "$built"
  unpack_debian bookworm "$built" python3 python3-pytest dash coreutils util-linux mount libc-bin bubblewrap \
    openjdk-17-jre-headless || return 1
  ln -sf dash "$built/usr/bin/sh"
  mkdir -p "$built"/{agent,candidate,results,suite,work,sys,boot}
  work=$(mktemp -d)
  image=$(apt-cache depends "$kernel_package" | sed -n 's/^ *Depends: \(linux-image-[^ ]*\)$/\1/p' | head -n 1)
  (cd "$work" && apt-get -q download "$image" >/dev/null 2>&1 && dpkg-deb --fsys-tarfile ./*.deb | tar -x ./boot) || return 1
  cp "$work"/boot/vmlinuz-* "$built/boot/vmlinuz"
  rm -rf "$work"
  rm -rf "$tree"
  mv "$built" "$tree"
}

with_cache_lock make_tree || {
  fail "the guest's system could not be made" "look at the lines above"
  exit 1
}

work=$(mktemp -d /tmp/iccm-guest.XXXXXX)
on_exit "rm -rf '$work'"
say "Packing the guest"
cp -a "$tree" "$work/root"
mv "$work/root/boot/vmlinuz" "$work/vmlinuz"
mkdir -p "$work/root/iccm/lib" "$work/root/cache/rootfs"
number=0 classpath=''
copy() {
  number=$((number + 1))
  local name
  name=$number-$(basename "$1")
  cp -r "$1" "$work/root/iccm/lib/$name"
  classpath=$classpath${classpath:+:}/iccm/lib/$name
}
list=$work/classpath
if [[ -n ${ICCM_TEST_CLASSPATH:-} ]]; then
  printf '%s\n' "$ICCM_TEST_CLASSPATH" >"$list"
else
  "$ICCM_MVN" -B -ntp -q -pl iccm-harness org.apache.maven.plugins:maven-dependency-plugin:build-classpath \
    -Dmdep.outputFile="$list" -Dmdep.includeScope=test </dev/null
fi
copy iccm-harness/target/test-classes
copy iccm-harness/target/classes
copy iccm-examples/target/classes
while IFS= read -r entry; do
  # models, databases and tokenizers are not needed, and memory is dear
  case $entry in
    '' | *sqlite* | *flyway* | *postgres* | *hikari* | *bouncycastle*) ;;
    *) copy "$entry" ;;
  esac
done < <(tr ':' '\n' <"$list")
picocli=$(tr ':' '\n' <iccm-examples/target/classpath.txt | grep /picocli- | head -n 1)
copy "$picocli"
# The candidates' system is the guest's own, without what is in memory file systems.
ln -s /candidates "$work/root/cache/rootfs/iccm-python"
printf 'ada:x:1000:1000:ada:/tmp:/bin/sh\n' >>"$work/root/etc/passwd"
cat >"$work/root/iccm/prove" <<'PROVE'
#!/bin/sh
# As the user that it is started by: the tests of control groups, then the doctor.
java="/usr/lib/jvm/java-17-openjdk-amd64/bin/java -Xshare:auto -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx256m"
$java -Diccm.expectVersionTwo=true -cp "$CLASSPATH" org.iccm.harness.unprivileged.UnprivilegedPass "/tmp/report-$(id -u)" \
  org.iccm.harness.bubblewrap.CgroupsRealTest || echo "CgroupsRealTest failed: $?"
DOCKER_HOST=unix:///nowhere $java -cp "$CLASSPATH" org.iccm.examples.doctor.Examination --runner bubblewrap
echo "doctor ended with $?"
PROVE
cat >"$work/root/iccm/main" <<'MAIN'
#!/bin/sh
# The guest's first program once its system is in memory.
export PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root ICCM_CACHE=/cache LANG=C.UTF-8
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs dev /dev
mkdir -p /dev/shm /run/lock
mount -t tmpfs tmpfs /dev/shm
mount -t cgroup2 none /sys/fs/cgroup
python3 -c '
import fcntl, socket, struct
s = socket.socket()
fcntl.ioctl(s.fileno(), 0x8914, struct.pack("16sH14x", b"lo", 0x41))'
chmod 1777 /tmp
echo "guest: kernel $(uname -r), $(stat -f -c %T /sys/fs/cgroup), $(cat /sys/fs/cgroup/cgroup.controllers)"
# as systemd does for sessions
echo "+memory +pids +cpu" >/sys/fs/cgroup/cgroup.subtree_control
mkdir -p /sys/fs/cgroup/root.slice/session
echo "+memory +pids +cpu" >/sys/fs/cgroup/root.slice/cgroup.subtree_control
mkdir -p /sys/fs/cgroup/ada.slice/session
echo "+memory +pids +cpu" >/sys/fs/cgroup/ada.slice/cgroup.subtree_control
chown 1000:1000 /sys/fs/cgroup/ada.slice /sys/fs/cgroup/ada.slice/* /sys/fs/cgroup/ada.slice/session/*
export CLASSPATH=$(cat /iccm/classpath)
echo "guest: as root"
sh -c 'echo $$ >/sys/fs/cgroup/root.slice/session/cgroup.procs; exec /iccm/prove'
echo "guest: as an ordinary user"
mkdir -p /home/ada/cache/rootfs
ln -s /candidates /home/ada/cache/rootfs/iccm-python
chown -R 1000:1000 /home/ada
sh -c 'echo $$ >/sys/fs/cgroup/ada.slice/session/cgroup.procs
  export ICCM_CACHE=/home/ada/cache HOME=/home/ada
  exec setpriv --reuid 1000 --regid 1000 --clear-groups --inh-caps=-all /iccm/prove'
echo "guest: end"
echo o >/proc/sysrq-trigger
sleep 60
MAIN
cat >"$work/root/init" <<'INIT'
#!/bin/sh
# bubblewrap needs a root that can be changed, which the first one is not.
export PATH=/usr/sbin:/usr/bin:/sbin:/bin
mkdir -p /mnt
mount -t tmpfs -o size=90%,mode=755 tmpfs /mnt
for place in cache etc home iccm root run tmp usr var bin lib lib64 sbin; do
  [ ! -e "/$place" ] || cp -a "/$place" /mnt/
done
# the system in which candidates run: no classes, no Java
mkdir -p /mnt/candidates /mnt/proc /mnt/sys /mnt/dev
for place in agent bin candidate dev etc lib lib64 proc results run sbin suite sys tmp usr var work; do
  if [ -L "/$place" ]; then cp -a "/$place" /mnt/candidates/; else mkdir -p "/mnt/candidates/$place"; fi
done
cp -a /usr /mnt/candidates/
rm -rf /mnt/candidates/usr/lib/jvm
cp -a /etc/passwd /etc/group /etc/ld.so.cache /etc/iccm-packages /mnt/candidates/etc/
exec switch_root /mnt /iccm/main
INIT
printf '%s\n' "$classpath" >"$work/root/iccm/classpath"
chmod 755 "$work/root/init" "$work/root/iccm/main" "$work/root/iccm/prove"
(cd "$work/root" && find . -print0 | cpio --null --create --format=newc --quiet) >"$work/initrd"
rm -rf "$work/root"

say "Starting the guest ($(($(stat -c %s "$work/initrd") / 1000000)) MB)"
log=$ICCM_ROOT/target/cgroup2-guest.log
mkdir -p "$ICCM_ROOT/target"
timeout --kill-after=20 "${ICCM_GUEST_SECONDS:-2400}" qemu-system-x86_64 -accel tcg,thread=multi -smp 2 -m 3072 -nographic \
  -no-reboot -nodefaults -serial stdio -kernel "$work/vmlinuz" -initrd "$work/initrd" \
  -append "console=ttyS0 quiet panic=-1 mitigations=off cgroup_no_v1=all rdinit=/init" </dev/null 2>&1 |
  tr -d '\r' | tee "$log" || true

proven=yes
expect() {
  # twice: as root and as an ordinary user
  [[ $(grep -cE "$1" "$log" || true) -eq 2 ]] || {
    warn "not twice in $log: $1"
    proven=no
  }
}
expect '^as an ordinary user: [1-9][0-9]* passed, 0 failed, 0 skipped|^as root: [1-9][0-9]* passed, 0 failed, 0 skipped'
expect '^ +memory +ENFORCED +3 of 3'
expect '^ +processes +ENFORCED +2 of 2'
expect '^ +cpu-time +ENFORCED +2 of 2'
expect '^doctor ended with 0'
if [[ $proven == yes ]]; then
  printf 'control groups of version 2: PROVEN on %s, kernel %s, bubblewrap as root and as an ordinary user\n' \
    "$(date -u +%F)" "$(sed -n 's/^guest: kernel \([^,]*\),.*/\1/p' "$log" | head -n 1)"
else
  printf 'control groups of version 2: NOT PROVEN, see %s\n' "$log"
  exit 1
fi
