#!/usr/bin/env bash
# unprivileged.sh [DIRECTORY]: repeats the bubblewrap tests as an ordinary user, because most users are, and bubblewrap then
# works without users and control groups of its own. Needs a build with test classes (./verify makes it). The report goes to
# DIRECTORY (default: target/verify/unprivileged). Run by an ordinary user there is nothing to repeat.
#
# The user is made for this and removed; classes, libraries and applications are copied to a place that it can read, and
# everything that it writes stays there.
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

out=${1:-$ICCM_ROOT/target/verify/unprivileged}
if ! is_root; then
  note "this is user $(id -un): the tests of the build were run without root already"
  exit 0
fi
ensure_java
ensure_maven
cd "$ICCM_ROOT"
[[ -d iccm-harness/target/test-classes ]] || {
  fail "iccm-harness has no test classes" "build it first: $ICCM_MVN -pl iccm-harness -am test-compile"
  exit 1
}

place=$(mktemp -d /tmp/iccm-unprivileged.XXXXXX)
user=iccm-test-$$
# shellcheck disable=SC2317 # called at the end
drop_user() {
  local pid
  # Whatever the user still runs is a fault of the tests, which have ended; by id, nobody else's.
  for pid in $(pgrep -u "$user" 2>/dev/null || true); do kill -9 "$pid" 2>/dev/null || true; done
  userdel "$user" >/dev/null 2>&1 || true
  rm -rf "$place"
}
on_exit drop_user
useradd --system --no-create-home --home-dir "$place/home" --shell /usr/sbin/nologin "$user"
uid=$(id -u "$user")
gid=$(id -g "$user")
chmod 755 "$place"

# What Maven's own pass has on its class path, where an ordinary user can read it.
list=$place/classpath
if [[ -n ${ICCM_TEST_CLASSPATH:-} ]]; then
  printf '%s\n' "$ICCM_TEST_CLASSPATH" >"$list"
else
  "$ICCM_MVN" -B -ntp -q -pl iccm-harness org.apache.maven.plugins:maven-dependency-plugin:build-classpath \
    -Dmdep.outputFile="$list" -Dmdep.includeScope=test </dev/null
fi
mkdir -p "$place"/{lib,iccm-harness,iccm-examples,home,tmp,reports,cache/rootfs}
classpath=''
number=0
copy() {
  number=$((number + 1))
  local target=$place/lib/$number
  if [[ -d $1 ]]; then cp -r "$1" "$target"; else
    target=$target-$(basename "$1")
    cp "$1" "$target"
  fi
  classpath=$classpath${classpath:+:}$target
}
copy iccm-harness/target/test-classes
copy iccm-harness/target/classes
# the last has no line end
while IFS= read -r entry || [[ -n $entry ]]; do
  [[ -z $entry ]] || copy "$entry"
done < <(tr ':' '\n' <"$list")
cp -r iccm-examples/applications "$place/iccm-examples/"
for root in "$ICCM_CACHE"/rootfs/iccm-*; do
  ln -s "$(readlink -f "$root")" "$place/cache/rootfs/$(basename "$root")"
done
chmod -R go+rX "$place"
chown "$uid:$gid" "$place"/{iccm-harness,home,tmp,reports,cache,cache/rootfs}

start=$SECONDS status=0
(
  cd "$place/iccm-harness"
  # Nothing of root's environment but what the tests ask for; options in it reach Java programs that tests start.
  exec env -i PATH=/usr/local/bin:/usr/bin:/bin HOME="$place/home" LANG=C.UTF-8 ICCM_CACHE="$place/cache" \
    ICCM_VERIFY_RUN="${ICCM_VERIFY_RUN:-}" JDK_JAVA_OPTIONS="-Djava.io.tmpdir=$place/tmp" \
    setpriv --reuid "$uid" --regid "$gid" --clear-groups --inh-caps=-all \
    "$(command -v "$ICCM_JAVA")" -Duser.home="$place/home" -Duser.timezone=UTC \
    -Duser.language=en -Duser.country=US -Dfile.encoding=UTF-8 -cp "$classpath" \
    org.iccm.harness.unprivileged.UnprivilegedPass "$place/reports"
) </dev/null || status=$?
note "as user $user ($uid): $((SECONDS - start)) s"
mkdir -p "$out"
cp "$place"/reports/*.xml "$out/" 2>/dev/null || status=1
# Slots end when they see the end of the Java process.
for _ in 1 2 3 4 5 6 7 8 9 10; do
  left=$(pgrep -u "$user" -l 2>/dev/null || true)
  [[ -n $left ]] || break
  sleep 1
done
if [[ -n $left ]]; then
  fail "the tests have left processes: $left" "whoever starts a process has to end it in close()"
  status=1
fi
exit "$status"
