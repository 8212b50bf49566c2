#!/usr/bin/env bash
# Brings what ICCM's programs and tests need around them; see scripts/lib.sh for the settings.
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

usage() {
  cat <<'HELP'
usage: scripts/provision.sh WHAT...

  python          checks for Python 3.9 or newer with venv
  bubblewrap      installs bubblewrap and checks that it may create namespaces
  rootfs          root filesystem with Python and pytest for bubblewrap ($ICCM_CACHE/rootfs/iccm-python)
  java-rootfs     the same with Java, for applications in Java ($ICCM_CACHE/rootfs/iccm-java); needs bubblewrap
  docker          a Docker engine; one that has to be started keeps running
  sandbox-image   the same root filesystem as a Docker image ($ICCM_SANDBOX_IMAGE)
  java-image      the one with Java as a Docker image ($ICCM_JAVA_SANDBOX_IMAGE)
  postgres-image  PostgreSQL 17 with pgvector as a Docker image ($ICCM_POSTGRES_IMAGE)
  browser         Chromium and its driver, for the report's test
  sandbox         bubblewrap and rootfs
  all             everything above
  stop-docker     stops the engine that "docker" started

What is there already is left alone. Settings (ICCM_CACHE, ICCM_SANDBOX_IMAGE, ...): see scripts/lib.sh.
HELP
}

provision() {
  case $1 in
    python) ensure_python ;;
    bubblewrap) ensure_bubblewrap ;;
    rootfs) ensure_rootfs ;;
    java-rootfs) ensure_bubblewrap && ensure_java_rootfs ;;
    docker) ensure_docker keep ;;
    sandbox-image) ensure_docker keep && ensure_sandbox_image ;;
    java-image) ensure_docker keep && ensure_java_image ;;
    postgres-image) ensure_docker keep && ensure_postgres_image ;;
    browser) ensure_browser ;;
    sandbox) provision bubblewrap && provision rootfs ;;
    all)
      local step
      for step in python bubblewrap rootfs java-rootfs docker sandbox-image java-image postgres-image browser; do
        timed "$step" provision "$step" || return 1
      done
      ;;
    stop-docker)
      local pid
      pid=$(cat "$ICCM_ROOT/target/docker/dockerd.pid" 2>/dev/null) || pid=''
      [[ -z $pid ]] || stop_dockerd "$pid"
      ;;
    *)
      usage >&2
      return 2
      ;;
  esac
}

if [[ $# -eq 0 || $1 == -h || $1 == --help ]]; then
  usage
  exit $(($# == 0 ? 2 : 0))
fi
for what in "$@"; do provision "$what"; done
if [[ -n ${DOCKER_HOST:-} ]]; then note "export DOCKER_HOST=$DOCKER_HOST"; fi
