#!/usr/bin/env bash
# Part of lib.sh: a Docker engine, and the images that the runner and the PostgreSQL tests use.

ICCM_DOCKER_RUN=${ICCM_DOCKER_RUN:-/run/iccm-docker}

docker_answers() { have docker && timeout_of 10 docker info >/dev/null 2>&1 </dev/null; }

# ensure_docker [keep]: an engine that answers, DOCKER_HOST set if it is not the default one. One that was started here
# stops at the end of this script, unless "keep" is given.
ensure_docker() {
  local keep=${1:-} socket=unix://$ICCM_DOCKER_RUN/docker.sock
  docker_answers && return 0
  if [[ -z ${DOCKER_HOST:-} && -S $ICCM_DOCKER_RUN/docker.sock ]] && DOCKER_HOST=$socket docker_answers; then
    export DOCKER_HOST=$socket
    return 0
  fi
  if [[ -n ${DOCKER_HOST:-} && $DOCKER_HOST != "$socket" ]]; then
    fail "no Docker engine answers at DOCKER_HOST=$DOCKER_HOST" "start it, or unset DOCKER_HOST"
    return 1
  fi
  if docker info 2>&1 </dev/null | grep -qi 'permission denied'; then
    fail "the Docker engine refuses user $(id -un)" "sudo usermod -aG docker $(id -un), then log in again"
    return 1
  fi
  is_linux || {
    fail "no Docker engine answers" "start Docker Desktop (or colima, podman machine with its Docker socket)"
    return 1
  }
  need_root_or_say "starting a Docker engine" "sudo apt-get install docker.io && sudo service docker start" || return 1
  have dockerd || ensure_apt docker.io iptables || return 1
  # Where a service manager runs, installing has started it.
  docker_answers && return 0
  start_dockerd "$keep"
}

# Starts an engine of ICCM's own: own socket, own data below the cache, nothing of the host's engine is touched.
start_dockerd() {
  local keep=$1 log=$ICCM_ROOT/target/docker/dockerd.log network
  mkdir -p "$ICCM_ROOT/target/docker" "$ICCM_DOCKER_RUN" "$ICCM_CACHE/docker" || return 1
  chmod 700 "$ICCM_DOCKER_RUN"
  have docker || {
    fail "dockerd is here but no docker client" "apt-get install docker.io (or docker-cli)"
    return 1
  }
  if ! grep -q ' /sys/fs/cgroup' /proc/mounts; then
    fail "no control groups are mounted on this host: a Docker engine cannot start" "mount them (apt-get install cgroupfs-mount && cgroupfs-mount)"
    return 1
  fi
  # Best network first; hosts without netfilter get the userland proxy only, hosts without bridges none.
  for network in '' '--iptables=false --ip6tables=false' '--iptables=false --ip6tables=false --bridge=none'; do
    # shellcheck disable=SC2086 # words on purpose
    launch_dockerd "$keep" "$log" $network && return 0
  done
  tail -n 15 "$log" >&2
  fail "the Docker engine does not start" "see $log, or start one yourself and set DOCKER_HOST"
}

launch_dockerd() {
  local keep=$1 log=$2 pid i
  shift 2
  printf '%s dockerd %s\n' "$(date -u +%FT%TZ)" "$*" >>"$log"
  # setsid: Ctrl-C at the terminal must not end it before what runs in it. The lock and standard input stay ours.
  setsid dockerd --host "unix://$ICCM_DOCKER_RUN/docker.sock" --data-root "$ICCM_CACHE/docker" \
    --exec-root "$ICCM_DOCKER_RUN/exec" --pidfile "$ICCM_DOCKER_RUN/docker.pid" --log-level warn \
    --shutdown-timeout 5 "$@" </dev/null >>"$log" 2>&1 9>&- &
  pid=$!
  for ((i = 0; i < 150; i++)); do
    kill -0 "$pid" 2>/dev/null || return 1
    if DOCKER_HOST=unix://$ICCM_DOCKER_RUN/docker.sock docker_answers; then
      export DOCKER_HOST=unix://$ICCM_DOCKER_RUN/docker.sock
      printf '%s\n' "$pid" >"$ICCM_ROOT/target/docker/dockerd.pid"
      disown "$pid"
      [[ $keep == keep ]] || on_exit "stop_dockerd $pid"
      say "Started a Docker engine (pid $pid, DOCKER_HOST=$DOCKER_HOST, log $log)"
      return 0
    fi
    sleep 0.2
  done
  stop_dockerd "$pid"
  return 1
}

# stop_dockerd PID: exactly that one, with its containers; harmless when it is gone.
stop_dockerd() {
  local pid=$1 i
  [[ $(cat "/proc/$pid/comm" 2>/dev/null) == dockerd ]] || return 0
  kill -TERM "$pid" 2>/dev/null || return 0
  for ((i = 0; i < 150; i++)); do
    [[ $(cat "/proc/$pid/comm" 2>/dev/null) == dockerd ]] || break
    sleep 0.2
  done
  [[ $i -lt 150 ]] || kill -KILL "$pid" 2>/dev/null
  rm -f "$ICCM_ROOT/target/docker/dockerd.pid"
}

image_exists() { docker image inspect "$1" >/dev/null 2>&1 </dev/null; }

# pull_image NAME SETTING
pull_image() {
  image_exists "$1" && return 0
  say "Pulling $1"
  retry 3 docker pull "$1" </dev/null >&2 && return 0
  fail "image $1 could not be pulled" "check its name and the network, or unset $2 to have one made here"
}

# import_rootfs DIRECTORY IMAGE OPTION...: the tree as an image of one layer, reproducible but for its date.
import_rootfs() {
  local root=$1 image=$2 digest start=$SECONDS
  shift 2
  digest=$(sha256sum "$root/etc/iccm-packages" | cut -d' ' -f1)
  if ! tar -C "$root" --sort=name --numeric-owner --owner=0 --group=0 -c . |
    docker import "$@" --change "LABEL org.iccm.packages=$digest" - "$image" >/dev/null ||
    ! image_exists "$image"; then
    fail "image $image could not be imported" "check the space left on the engine's disk (docker system df)"
    return 1
  fi
  note "$image: $(($(docker image inspect -f '{{.Size}}' "$image") / 1000000)) MB, $((SECONDS - start)) s"
}

# The image in which candidates' tests run; needs an engine (ensure_docker).
ensure_sandbox_image() {
  local image=$ICCM_SANDBOX_IMAGE
  if [[ $image != "$ICCM_OWN_SANDBOX_IMAGE" ]]; then
    pull_image "$image" ICCM_SANDBOX_IMAGE
    return
  fi
  image_exists "$image" && return 0
  if ! have apt-get || ! have dpkg-deb; then
    build_sandbox_image "$image"
    return
  fi
  ensure_rootfs || return 1
  say "Importing $image"
  import_rootfs "$(cd "$ICCM_CACHE/rootfs/iccm-python" && pwd -P)" "$image" \
    --change 'ENV PATH=/usr/local/bin:/usr/bin:/bin LANG=C.UTF-8 TZ=UTC' --change 'CMD ["python3"]'
}

# The image for applications in Java; needs an engine (ensure_docker).
ensure_java_image() {
  local image=$ICCM_JAVA_SANDBOX_IMAGE
  if [[ $image != "$ICCM_OWN_JAVA_IMAGE" ]]; then
    pull_image "$image" ICCM_JAVA_SANDBOX_IMAGE
    return
  fi
  image_exists "$image" && return 0
  ensure_bubblewrap && ensure_java_rootfs || return 1
  say "Importing $image"
  import_rootfs "$(cd "$ICCM_CACHE/rootfs/iccm-java" && pwd -P)" "$image" \
    --change 'ENV PATH=/opt/java/bin:/usr/local/bin:/usr/bin:/bin LANG=C.UTF-8 TZ=UTC' --change 'CMD ["python3"]'
}

# docker_build IMAGE LINE...: from a Dockerfile of these lines and nothing else.
docker_build() {
  local image=$1
  shift
  printf '%s\n' "$@" | docker build --quiet --tag "$image" - >/dev/null
}

# Where Debian packages cannot be unpacked: the usual Python image and the same pytest on top.
build_sandbox_image() {
  local base=${ICCM_PYTHON_IMAGE:-python:3.11-slim}
  say "Building $1 from $base"
  if retry 3 docker_build "$1" "FROM $base" \
    'RUN pip install --no-cache-dir --disable-pip-version-check pytest==7.2.1' 'ENV LANG=C.UTF-8 TZ=UTC' &&
    image_exists "$1"; then
    return 0
  fi
  fail "image $1 could not be built from $base" "check the network, or name an image with Python and pytest: ICCM_SANDBOX_IMAGE=NAME"
}

# PostgreSQL 17 with pgvector; same environment variables as the usual images (POSTGRES_USER, _PASSWORD, _DB).
ensure_postgres_image() {
  local image=$ICCM_POSTGRES_IMAGE
  if [[ $image != "$ICCM_OWN_POSTGRES_IMAGE" ]]; then
    pull_image "$image" ICCM_POSTGRES_IMAGE
    return
  fi
  image_exists "$image" && return 0
  ensure_postgres_rootfs || return 1
  say "Importing $image"
  import_rootfs "$(cd "$ICCM_CACHE/rootfs/iccm-postgres" && pwd -P)" "$image" \
    --change 'ENV PATH=/usr/lib/postgresql/17/bin:/usr/bin:/bin LANG=C.UTF-8 TZ=UTC PGDATA=/var/lib/postgresql/data' \
    --change 'EXPOSE 5432' --change 'VOLUME /var/lib/postgresql/data' \
    --change 'ENTRYPOINT ["/usr/bin/iccm-postgres"]'
}

ensure_postgres_rootfs() { with_cache_lock ensure_postgres_rootfs_locked; }

ensure_postgres_rootfs_locked() {
  local home place built start=$SECONDS
  home=$(rootfs_home) || return 1
  place=$home/$ICCM_POSTGRES_ROOTFS
  if [[ -e $place/etc/iccm-packages ]]; then
    [[ $ICCM_CACHE/rootfs/iccm-postgres -ef $place ]] || publish_rootfs '' "$place" iccm-postgres
    return
  fi
  say "Preparing PostgreSQL 17 with pgvector (110 MB to fetch)"
  rm -rf "$home/.$ICCM_POSTGRES_ROOTFS".*
  built=$(mktemp -d "$home/.$ICCM_POSTGRES_ROOTFS.XXXXXX") && chmod 755 "$built" || return 1
  if unpack_debian trixie "$built" postgresql-17 postgresql-17-pgvector dash coreutils util-linux libc-bin &&
    prepare_postgres "$built" && publish_rootfs "$built" "$place" iccm-postgres; then
    note "$place: $(du -sm "$place" | cut -f1) MB, $((SECONDS - start)) s"
    return 0
  fi
  rm -rf "$built" "$built".apt.*
  return 1
}

prepare_postgres() {
  local root=$1 bin
  ln -sf dash "$root/usr/bin/sh"
  # What only Debian's own cluster tools and the just-in-time compiler need.
  rm -rf "$root"/usr/share/perl* "$root"/usr/lib/*/perl* "$root"/usr/lib/*/libLLVM* "$root"/usr/lib/llvm* \
    "$root"/usr/lib/postgresql/17/lib/{bitcode,llvmjit*} "$root"/usr/lib/*/libz3* "$root"/usr/share/postgresql/17/man
  printf 'postgres:x:999:999:PostgreSQL:/var/lib/postgresql:/bin/sh\n' >>"$root/etc/passwd"
  printf 'postgres:x:999:\n' >>"$root/etc/group"
  mkdir -p "$root/var/lib/postgresql/data" "$root/run/postgresql"
  for bin in initdb postgres pg_ctl psql; do
    [[ -x $root/usr/lib/postgresql/17/bin/$bin ]] || {
      fail "the PostgreSQL packages hold no $bin" "name another image: ICCM_POSTGRES_IMAGE=NAME"
      return 1
    }
  done
  install -m 755 "$ICCM_ROOT/scripts/postgres-entrypoint.sh" "$root/usr/bin/iccm-postgres"
}

# ensure_runner auto|docker|bubblewrap: what the confined runner needs, chosen as the runner chooses: Docker if its
# engine answers, else bubblewrap.
ensure_runner() {
  case $1 in
    docker) ensure_docker keep && ensure_sandbox_image ;;
    bubblewrap) ensure_bubblewrap && ensure_rootfs ;;
    auto)
      if docker_answers; then
        ensure_sandbox_image
      elif is_linux; then
        ensure_runner bubblewrap
      else
        ensure_docker
      fi
      ;;
    *) ;; # the program knows which there are, and says so
  esac
}
