#!/usr/bin/env bash
# Part of lib.sh: builds the reactor when its sources changed, and starts a main class of iccm-examples.

ICCM_MVN=${ICCM_MVN:-mvn}

# The names of all sources: a file that is gone is a change too, which no date shows.
iccm_sources() { (cd "$ICCM_ROOT" && find pom.xml .mvn iccm-* \( -name target -o -name __pycache__ -o -name host-project \) -prune -o -type f -print | LC_ALL=C sort); }

build_is_current() {
  local stamp=$ICCM_ROOT/target/build.stamp entry
  [[ -s $stamp && -s $ICCM_ROOT/iccm-examples/target/classpath.txt ]] || return 1
  [[ $(iccm_sources) == "$(cat "$stamp")" ]] || return 1
  # A module may have been cleaned by itself, or the checkout moved.
  [[ $(cat "$ICCM_ROOT/iccm-examples/target/classpath.txt") == *"$ICCM_ROOT/iccm-api/"* ]] || return 1
  while IFS= read -r entry; do
    [[ -e $entry ]] || return 1
  done < <(tr ':' '\n' <"$ICCM_ROOT/iccm-examples/target/classpath.txt")
  [[ -z $(cd "$ICCM_ROOT" && find pom.xml .mvn iccm-* \( -name target -o -name __pycache__ -o -name host-project \) -prune -o -type f -newer "$stamp" -print | head -n 1) ]]
}

# ensure_built: packages all modules without tests and checks, once per change of the sources.
ensure_built() {
  build_is_current && return 0
  ensure_maven || return 1
  mkdir -p "$ICCM_ROOT/target" || return 1
  if have flock; then
    (
      flock -w 1800 8 || exit 1
      build_is_current || build_locked
    ) 8>"$ICCM_ROOT/target/build.lock"
  else
    build_locked
  fi
}

build_locked() {
  local log=$ICCM_ROOT/target/quickstart-build.log attempt start=$SECONDS sources
  sources=$(iccm_sources)
  : >"$ICCM_ROOT/target/build.stamp.new"
  say "Building ICCM (the first time this fetches its libraries; log: target/quickstart-build.log)"
  for attempt in 1 2 3; do
    # 8>&-: nothing that Maven starts may keep the lock.
    if (cd "$ICCM_ROOT" && "$ICCM_MVN" -B -ntp -T 1C -Dmaven.test.skip=true -Diccm.fast package \
      org.apache.maven.plugins:maven-dependency-plugin:build-classpath \
      -Dmdep.outputFile=target/classpath.txt -Dmdep.includeScope=runtime </dev/null 8>&- 2>&1) |
      tee "$log" | show_build_progress; then
      # Dated at the start of the build: what was edited meanwhile is built the next time.
      printf '%s\n' "$sources" >"$ICCM_ROOT/target/build.stamp.text"
      touch -r "$ICCM_ROOT/target/build.stamp.new" "$ICCM_ROOT/target/build.stamp.text"
      mv "$ICCM_ROOT/target/build.stamp.text" "$ICCM_ROOT/target/build.stamp"
      rm -f "$ICCM_ROOT/target/build.stamp.new"
      note "built in $((SECONDS - start)) s"
      return 0
    fi
    grep -qiE 'could not transfer|connection (reset|timed out|refused)|unknown host|status: 5[0-9][0-9]' "$log" || break
    [[ $attempt -eq 3 ]] || { note "the network failed, attempt $((attempt + 1)) of 3" && sleep $((attempt * 5)); }
  done
  rm -f "$ICCM_ROOT/target/build.stamp" "$ICCM_ROOT/target/build.stamp.new"
  grep -E '^\[ERROR\]' "$log" | head -n 12 >&2
  fail "the build failed" "see target/quickstart-build.log"
}

show_build_progress() { sed -un 's/^\[INFO\] Building ICCM/    ICCM/p' >&2; }

# run_main CLASS ARGUMENT...: becomes that program, so that signals reach it.
run_main() {
  local main=$1 jar classpath
  shift
  classpath=$ICCM_ROOT/iccm-examples/target/classes:$(cat "$ICCM_ROOT/iccm-examples/target/classpath.txt")
  for jar in "$ICCM_ROOT"/iccm-examples/plugin-example/target/*.jar; do
    case $jar in
      *'*'* | *-sources.jar | *-javadoc.jar | *-tests.jar | */original-*) ;;
      *) classpath=$classpath:$jar ;;
    esac
  done
  cd "$ICCM_ROOT" || return 1
  # shellcheck disable=SC2086 # ICCM_JAVA_OPTS is a list of words
  exec "$ICCM_JAVA" ${ICCM_JAVA_OPTS:-} -Diccm.root="$ICCM_ROOT" -cp "$classpath" "$main" "$@"
}
