#!/usr/bin/env bash
# Part of lib.sh: bubblewrap, and the root filesystems in which candidate code and PostgreSQL run.
#
# A root filesystem is made from Debian packages that are unpacked, not installed: apt resolves and verifies them in
# directories of its own, no package script runs, so it needs no root and about ten seconds. The same tree is the
# read-only root for bubblewrap and the content of the Docker image: both runners see the same Python and pytest.

# The revision at the end changes whenever a recipe here changes.
ICCM_PYTHON_ROOTFS=iccm-python-3.11-1
# shellcheck disable=SC2034 # used in lib-docker.sh
ICCM_POSTGRES_ROOTFS=iccm-postgres-17-1
ICCM_SYSTEM_CACHE=/var/cache/iccm

bubblewrap_works() {
  local -a as=()
  # Run by root, bubblewrap separates no user: the runner drops to an ordinary uid first, so try it that way.
  if is_root; then as=(setpriv --reuid 65534 --regid 65534 --clear-groups); fi
  "${as[@]+"${as[@]}"}" bwrap --unshare-user --unshare-all --die-with-parent --ro-bind / / true >/dev/null 2>&1 </dev/null
}

ensure_bubblewrap() {
  is_linux || {
    fail "bubblewrap runs on Linux only" "start Docker: the runner then uses that"
    return 1
  }
  have bwrap || ensure_apt bubblewrap || return 1
  bubblewrap_works && return 0
  fail "bubblewrap is installed but may not create namespaces here" \
    "allow unprivileged user namespaces (sysctl kernel.unprivileged_userns_clone=1, kernel.apparmor_restrict_unprivileged_userns=0), or start Docker"
}

# Where root filesystems live. bubblewrap drops to another user before it opens one, so as root they must not lie below
# a directory that only root may enter (/root usually); $ICCM_CACHE/rootfs then holds a link.
rootfs_home() {
  local dir=$ICCM_CACHE
  mkdir -p "$dir"
  dir=$(cd "$dir" && pwd -P)
  if is_root && ! setpriv --reuid 65534 --regid 65534 --clear-groups test -x "$dir" 2>/dev/null; then
    dir=$ICCM_SYSTEM_CACHE
  fi
  mkdir -p "$dir/rootfs" && printf '%s\n' "$dir/rootfs"
}

# The host's own Debian mirror if it has one, so that local mirrors are honoured.
debian_mirror() {
  local uri=${ICCM_DEBIAN_MIRROR:-}
  # shellcheck disable=SC2016 # apt's own placeholders
  [[ -n $uri ]] || uri=$(apt-get indextargets --format '$(ORIGIN) $(LABEL) $(COMPONENT) $(REPO_URI)' 'Created-By: Packages' 2>/dev/null |
    sed -n 's/^Debian Debian main //p' | head -n 1)
  printf '%s\n' "${uri:-http://deb.debian.org/debian}"
}

# unpack_debian SUITE DIRECTORY PACKAGE...: an unpacked tree of these packages and all they depend on.
unpack_debian() {
  local suite=$1 root=$2 work keyring=/usr/share/keyrings/debian-archive-keyring.gpg deb log
  shift 2
  if ! have apt-get || ! have dpkg-deb; then
    fail "this system has no apt" "start Docker and name an image that can be pulled (ICCM_SANDBOX_IMAGE, ICCM_POSTGRES_IMAGE)"
    return 1
  fi
  [[ -r $keyring ]] || ensure_apt debian-archive-keyring || return 1
  work=$(mktemp -d "${root}.apt.XXXXXX") || return 1
  log=$work/log
  mkdir -p "$work"/{etc/preferences.d,state/lists/partial,cache/archives/partial}
  : >"$work/status"
  printf 'deb [signed-by=%s] %s %s main\n' "$keyring" "$(debian_mirror)" "$suite" >"$work/etc/sources.list"
  {
    # Proxies and certificates as the host has them; hooks and everything else of the host stay out.
    apt-config dump | grep '^Acquire::' | grep -v '^Acquire::\(Languages\|Retries\)'
    cat <<CONF
Dir::Etc "$work/etc";
Dir::Etc::main "/dev/null";
Dir::Etc::parts "/dev/null";
Dir::Etc::sourceparts "/dev/null";
Dir::State "$work/state";
Dir::State::status "$work/status";
Dir::Cache "$work/cache";
APT::Architecture "$(dpkg --print-architecture)";
APT::Architectures { "$(dpkg --print-architecture)"; };
APT::Install-Recommends "false";
APT::Sandbox::User "";
Acquire::Languages "none";
Acquire::Retries "4";
Acquire::http::Timeout "60";
Acquire::https::Timeout "60";
CONF
  } >"$work/apt.conf"
  if ! APT_CONFIG=$work/apt.conf retry 3 apt-get -q -y -o APT::Update::Error-Mode=any update >"$log" 2>&1 ||
    ! APT_CONFIG=$work/apt.conf retry 3 apt-get -q -y --download-only install "$@" >>"$log" 2>&1; then
    tail -n 15 "$log" >&2
    rm -rf "$work"
    fail "Debian packages could not be fetched: $*" "check the network; another mirror: ICCM_DEBIAN_MIRROR=URL"
    return 1
  fi
  mkdir -p "$root"/usr/{bin,sbin,lib} "$root"/{dev,proc,sys,run,etc,root,home,tmp,var/tmp}
  ln -s usr/bin usr/sbin usr/lib "$root/"
  ln -s /run "$root/var/run"
  if [[ $(uname -m) == x86_64 ]]; then mkdir "$root/usr/lib64" && ln -s usr/lib64 "$root/"; fi
  for deb in "$work"/cache/archives/*.deb; do
    dpkg-deb --fsys-tarfile "$deb" | tar -C "$root" -x --numeric-owner --keep-directory-symlink --no-overwrite-dir \
      --exclude='./usr/share/doc/*' --exclude='./usr/share/man/*' --exclude='./usr/share/info/*' \
      --exclude='./usr/share/locale/*' --exclude='./usr/share/lintian' --exclude='./usr/share/bash-completion' ||
      {
        rm -rf "$work"
        fail "could not unpack $(basename "$deb") into $root" "check the space left on that disk"
        return 1
      }
    # shellcheck disable=SC2016 # dpkg's own placeholders
    dpkg-deb -W --showformat='${Package} ${Version} ${Architecture}\n' "$deb"
  done | sort >"$root/etc/iccm-packages"
  [[ ${PIPESTATUS[0]} -eq 0 && -s $root/etc/iccm-packages ]] || return 1
  rm -rf "$work"
  chmod 1777 "$root/tmp" "$root/var/tmp"
  printf 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n' >"$root/etc/passwd"
  printf 'root:x:0:\nnogroup:x:65534:\n' >"$root/etc/group"
  printf 'passwd: files\ngroup: files\nhosts: files dns\n' >"$root/etc/nsswitch.conf"
  printf '127.0.0.1 localhost\n::1 localhost\n' >"$root/etc/hosts"
  printf 'iccm\n' >"$root/etc/hostname"
  : >"$root/etc/resolv.conf"
  # Nothing in here may raise its rights.
  find "$root" -xdev -type f -perm /6000 -exec chmod a-s {} +
  PATH=$PATH:/usr/sbin:/sbin ldconfig -r "$root" 2>/dev/null || true
}

# publish_rootfs BUILT NAME LINK: moves a finished tree into its place and points $ICCM_CACHE/rootfs/LINK at it.
publish_rootfs() {
  local built=$1 place=$2 link=$3
  if [[ -n $built ]]; then
    rm -rf "$place"
    mv "$built" "$place" || return 1
  fi
  mkdir -p "$ICCM_CACHE/rootfs"
  ln -sfn "$place" "$ICCM_CACHE/rootfs/.$link.$$" && mv -Tf "$ICCM_CACHE/rootfs/.$link.$$" "$ICCM_CACHE/rootfs/$link"
}

ensure_rootfs() { with_cache_lock ensure_rootfs_locked; }

# $ICCM_CACHE/rootfs/iccm-python: Python 3.11, pytest, coreutils and util-linux (setpriv, prlimit), nothing else.
ensure_rootfs_locked() {
  local home place built start=$SECONDS
  home=$(rootfs_home) || {
    fail "no place for the root filesystem below $ICCM_CACHE" "make it writable, or name another one: ICCM_CACHE=DIR"
    return 1
  }
  place=$home/$ICCM_PYTHON_ROOTFS
  if [[ ! -e $place && -e $ICCM_SYSTEM_CACHE/rootfs/$ICCM_PYTHON_ROOTFS ]]; then
    place=$ICCM_SYSTEM_CACHE/rootfs/$ICCM_PYTHON_ROOTFS
  fi
  if [[ -e $place/etc/iccm-packages ]]; then
    [[ $ICCM_CACHE/rootfs/iccm-python -ef $place ]] || publish_rootfs '' "$place" iccm-python
    return
  fi
  is_linux || {
    fail "the sandbox's root filesystem can be made on Linux only" "start Docker and set ICCM_SANDBOX_IMAGE"
    return 1
  }
  say "Preparing the sandbox's root filesystem (Python and pytest, 35 MB to fetch)"
  rm -rf "$home/.$ICCM_PYTHON_ROOTFS".*
  built=$(mktemp -d "$home/.$ICCM_PYTHON_ROOTFS.XXXXXX") && chmod 755 "$built" || return 1
  if unpack_debian bookworm "$built" python3 python3-pytest dash coreutils util-linux libc-bin &&
    prepare_python "$built" && publish_rootfs "$built" "$place" iccm-python; then
    note "$place: $(du -sm "$place" | cut -f1) MB, $((SECONDS - start)) s"
    return 0
  fi
  rm -rf "$built" "$built".apt.*
  return 1
}

# Byte-compiles once, because a read-only root cannot keep what Python compiles at each start.
prepare_python() {
  local root=$1 loader
  rm -rf "$root"/usr/share/{python-wheels,pixmaps,applications} "$root"/usr/lib/python3*/{test,idlelib,turtledemo,tkinter,lib2to3/tests}
  ln -sf dash "$root/usr/bin/sh"
  # Places to mount on, because nothing can be made in a root that is bound read-only.
  mkdir -p "$root"/{agent,candidate,results,suite,work}
  loader=$(find "$root"/usr/lib64 "$root"/usr/lib -name 'ld-linux*.so*' 2>/dev/null | head -n 1)
  PYTHONHOME=$root/usr PYTHONDONTWRITEBYTECODE=1 "$loader" \
    --library-path "$root/usr/lib/$(uname -m)-linux-gnu:$root/usr/lib" "$root/usr/bin/python3" -I -m compileall -q -j 0 \
    --invalidation-mode unchecked-hash -s "$root" -p / "$root"/usr/lib/python3* >/dev/null || {
    fail "the sandbox's Python does not run on this machine" "name an image that does: ICCM_SANDBOX_IMAGE=NAME"
    return 1
  }
}

# Chromium with its driver, for the report's browser test.
ensure_browser() {
  { have chromium || have google-chrome || have chromium-browser; } && have chromedriver && return 0
  ensure_apt chromium chromium-driver
}
