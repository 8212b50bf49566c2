#!/usr/bin/env bash
# Shared by quickstart, verify, bench and scripts/provision.sh: source it, do not run it.
#
# It brings what the programs need to have around them (Python, bubblewrap, a Docker engine, the sandbox's root
# filesystem and images) and says in one line what to do where it may not. Everything here may be called again: what is
# there already is left alone, what is built is built beside its place and renamed into it.
#
# Settings (environment):
#   ICCM_CACHE            where models, root filesystems and images are kept   (default: the user's cache directory + /iccm)
#   ICCM_PYTHON           the Python to use, 3.9 or newer                      (default: python3)
#   ICCM_SANDBOX_IMAGE    image in which candidates' tests run                 (default: iccm-python:3.11-1, made here)
#   ICCM_JAVA_SANDBOX_IMAGE  the same for applications in Java              (default: iccm-java:17-1, made here)
#   ICCM_POSTGRES_IMAGE   PostgreSQL with pgvector                             (default: iccm-postgres:17-1, made here)
#                         Any other name is pulled: an image with Python and pytest, with Java 17 and Python,
#                         pgvector/pgvector:pg17.
#   ICCM_PYTHON_IMAGE     base of the sandbox image where there is no apt      (default: python:3.11-slim)
#   ICCM_DEBIAN_MIRROR    Debian mirror for what is made here                  (default: the host's own, else Debian's)
#   ICCM_MVN              the Maven command                                  (default: mvn)
#   ICCM_JAVA_OPTS        more options for the Java programs that are started  (default: none)
#   ICCM_APT_TIMEOUT      seconds to wait for another apt to finish            (default: 900)
#   NO_COLOR              any value: no colours
#
# Works with bash 3.2 (macOS) as far as a feature makes sense there.

[[ -n ${ICCM_LIB:-} ]] && return 0
ICCM_LIB=1

ICCM_ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
export ICCM_CACHE="${ICCM_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/iccm}"
ICCM_OWN_SANDBOX_IMAGE=iccm-python:3.11-1
ICCM_OWN_JAVA_IMAGE=iccm-java:17-1
ICCM_OWN_POSTGRES_IMAGE=iccm-postgres:17-1
export ICCM_SANDBOX_IMAGE="${ICCM_SANDBOX_IMAGE:-$ICCM_OWN_SANDBOX_IMAGE}"
export ICCM_JAVA_SANDBOX_IMAGE="${ICCM_JAVA_SANDBOX_IMAGE:-$ICCM_OWN_JAVA_IMAGE}"
export ICCM_POSTGRES_IMAGE="${ICCM_POSTGRES_IMAGE:-$ICCM_OWN_POSTGRES_IMAGE}"
ICCM_PYTHON="${ICCM_PYTHON:-python3}"

# ---- messages: all to standard error, so that a program's own output stays clean -----------------------------------

if [[ -t 2 && -z ${NO_COLOR:-} ]]; then
  iccm_bold=$'\e[1m' iccm_red=$'\e[31m' iccm_off=$'\e[0m'
else
  iccm_bold='' iccm_red='' iccm_off=''
fi

say() { printf '%s==>%s %s\n' "$iccm_bold" "$iccm_off" "$*" >&2; }
note() { printf '    %s\n' "$*" >&2; }
warn() { printf '%swarning:%s %s\n' "$iccm_red" "$iccm_off" "$*" >&2; }

# fail WHAT [REMEDY]: prints both and returns 1; the caller ends.
fail() {
  printf '%serror:%s %s\n' "$iccm_red" "$iccm_off" "$1" >&2
  [[ $# -lt 2 ]] || printf '    remedy: %s\n' "$2" >&2
  return 1
}

# timed LABEL COMMAND...: runs it and says how long it took.
timed() {
  local label=$1 start=$SECONDS status=0
  shift
  "$@" || status=$?
  [[ $status -ne 0 ]] || note "$label: $((SECONDS - start)) s"
  return $status
}

# retry TIMES COMMAND...: pauses of 2, 4, 8... seconds between the attempts.
retry() {
  local times=$1 attempt=1 pause=2
  shift
  until "$@"; do
    [[ $attempt -lt $times ]] || return 1
    note "attempt $attempt of $times failed, again in $pause s: $1"
    sleep "$pause"
    attempt=$((attempt + 1))
    pause=$((pause * 2))
  done
}

# timeout_of SECONDS COMMAND...: macOS has no timeout command; there the command takes what it takes.
timeout_of() {
  if have timeout; then timeout "$@"; else
    shift
    "$@"
  fi
}

have() { command -v "$1" >/dev/null 2>&1; }
is_root() { [[ $(id -u) -eq 0 ]]; }
is_linux() { [[ $(uname -s) == Linux ]]; }

# ---- what is to be undone at the end, last first ---------------------------------------------------------------------

iccm_undo=()

on_exit() {
  iccm_undo+=("$1")
  trap 'iccm_run_undo' EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
  trap 'exit 129' HUP
}

iccm_run_undo() {
  local status=$? i
  trap '' INT TERM HUP
  for ((i = ${#iccm_undo[@]} - 1; i >= 0; i--)); do
    eval "${iccm_undo[$i]}" || true
  done
  iccm_undo=()
  exit "$status"
}

# ---- rights and packages ---------------------------------------------------------------------------------------------

# need_root_or_say PURPOSE COMMAND: true as root; else says which command an administrator has to run.
need_root_or_say() {
  is_root && return 0
  fail "$1 needs root, and this is user $(id -un)" "$2"
}

apt_has() {
  local package
  for package in "$@"; do
    [[ $(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null) == installed ]] || return 1
  done
}

apt_install() {
  DEBIAN_FRONTEND=noninteractive NEEDRESTART_MODE=a apt-get -q -y --no-install-recommends \
    -o DPkg::Lock::Timeout="${ICCM_APT_TIMEOUT:-900}" -o Acquire::Retries=4 -o Acquire::http::Timeout=60 \
    install "$@" </dev/null
}

# ensure_apt PACKAGE...: installs what is missing (root on Debian or Ubuntu), else names the command.
ensure_apt() {
  local log
  if ! have apt-get || ! have dpkg-query; then
    fail "missing: $*" "install them with this system's package manager"
    return 1
  fi
  apt_has "$@" && return 0
  need_root_or_say "installing $*" "sudo apt-get install --no-install-recommends $*" || return 1
  say "Installing $*"
  log=$(mktemp)
  # Package lists may be absent or old: fetch them only when the first attempt fails.
  if apt_install "$@" >"$log" 2>&1 ||
    { retry 3 apt-get -q -o DPkg::Lock::Timeout="${ICCM_APT_TIMEOUT:-900}" -o Acquire::Retries=4 update >>"$log" 2>&1 </dev/null &&
      apt_install "$@" >>"$log" 2>&1; }; then
    rm -f "$log"
    return 0
  fi
  tail -n 15 "$log" >&2
  rm -f "$log"
  fail "apt-get could not install: $*" "look at the lines above, then: apt-get install --no-install-recommends $*"
}

# One provisioner at a time per cache; a second one waits and then finds everything there.
# with_cache_lock COMMAND...
with_cache_lock() {
  local lock status=0
  if [[ -n ${ICCM_LOCKED:-} ]] || ! have flock; then
    "$@"
    return
  fi
  mkdir -p "$ICCM_CACHE" 2>/dev/null || {
    fail "cannot create the cache directory $ICCM_CACHE" "make it writable, or name another one: ICCM_CACHE=DIR"
    return 1
  }
  exec {lock}>"$ICCM_CACHE/.provision.lock"
  if ! flock -n "$lock"; then
    note "another run is preparing $ICCM_CACHE: waiting for it"
    flock -w 1800 "$lock" || {
      fail "another run has held $ICCM_CACHE/.provision.lock for 30 minutes" "end that run, then try again"
      return 1
    }
  fi
  ICCM_LOCKED=1
  "$@" || status=$?
  unset ICCM_LOCKED
  exec {lock}>&-
  return $status
}

# ---- Java, Maven, Python ---------------------------------------------------------------------------------------------

# Sets ICCM_JAVA: JAVA_HOME's if there is one, else the one on the path; 17 or newer.
ensure_java() {
  local version major
  ICCM_JAVA=java
  [[ -z ${JAVA_HOME:-} || ! -x $JAVA_HOME/bin/java ]] || ICCM_JAVA=$JAVA_HOME/bin/java
  have "$ICCM_JAVA" || {
    fail "no Java found (neither JAVA_HOME nor java on the path)" "install a JDK 17 or newer, e.g. apt-get install openjdk-17-jdk-headless"
    return 1
  }
  version=$("$ICCM_JAVA" -version 2>&1 | sed -n 's/.*version "\([^"]*\)".*/\1/p' | head -n 1)
  major=${version%%[.-]*}
  [[ $major =~ ^[0-9]+$ && $major -ge 17 ]] || {
    fail "$ICCM_JAVA is version ${version:-unknown}; ICCM needs 17 or newer" "install a JDK 17 or newer and point JAVA_HOME at it"
    return 1
  }
}

ensure_maven() {
  local version minor
  have mvn || {
    fail "no Maven found (mvn is not on the path)" "install Maven 3.8 or newer, e.g. apt-get install maven"
    return 1
  }
  version=$(mvn -v 2>/dev/null | sed -n 's/.*Apache Maven \([0-9][0-9.]*\).*/\1/p' | head -n 1)
  minor=${version#*.}
  minor=${minor%%.*}
  [[ ${version%%.*} -gt 3 || (${version%%.*} -eq 3 && ${minor:-0} -ge 8) ]] 2>/dev/null || {
    fail "Maven is version ${version:-unknown}; ICCM needs 3.8 or newer" "install a newer Maven and put it first on the path"
    return 1
  }
  # A build needs the compiler, which a mere runtime lacks.
  have javac || [[ -x ${JAVA_HOME:-/nonexistent}/bin/javac ]] || {
    fail "no Java compiler found (javac): this is a runtime, not a JDK" "install a JDK 17 or newer, e.g. apt-get install openjdk-17-jdk-headless"
    return 1
  }
}

ensure_python() {
  local version remedy="install Python 3.9 or newer with venv, e.g. apt-get install python3 python3-venv, or name one: ICCM_PYTHON=/path/to/python3"
  have "$ICCM_PYTHON" || {
    fail "no Python found ($ICCM_PYTHON)" "$remedy"
    return 1
  }
  version=$("$ICCM_PYTHON" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) || version=unknown
  [[ $version =~ ^3\.([0-9]+)$ && ${BASH_REMATCH[1]} -ge 9 ]] || {
    fail "$(command -v "$ICCM_PYTHON") is Python $version; ICCM needs 3.9 or newer" "$remedy"
    return 1
  }
  "$ICCM_PYTHON" -c 'import venv, ensurepip' 2>/dev/null && return 0
  if is_root && have apt-get && [[ $(command -v "$ICCM_PYTHON") == /usr/bin/* ]]; then
    ensure_apt python3-venv
    return
  fi
  fail "$(command -v "$ICCM_PYTHON") has no venv module" "$remedy"
}

# shellcheck source=scripts/lib-sandbox.sh
source "$ICCM_ROOT/scripts/lib-sandbox.sh"
# shellcheck source=scripts/lib-docker.sh
source "$ICCM_ROOT/scripts/lib-docker.sh"
# shellcheck source=scripts/lib-build.sh
source "$ICCM_ROOT/scripts/lib-build.sh"
# shellcheck source=scripts/lib-reference.sh
source "$ICCM_ROOT/scripts/lib-reference.sh"
