#!/usr/bin/env bash
# Part of lib.sh: bubblewrap, and the root filesystems in which candidate code and PostgreSQL run.
#
# A root filesystem is made from Debian packages that are unpacked, not installed: apt resolves and verifies them in
# directories of its own, no package script runs, so it needs no root and about ten seconds. The same tree is the
# read-only root for bubblewrap and the content of the Docker image: both runners see the same Python and pytest.

# The revision at the end changes whenever a recipe here changes.
ICCM_PYTHON_ROOTFS=iccm-python-3.11-1
ICCM_JAVA_ROOTFS=iccm-java-17-1
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

ensure_java_rootfs() { with_cache_lock ensure_java_rootfs_locked; }

# $ICCM_CACHE/rootfs/iccm-java: for applications in Java. The driver's Python, and in /opt/java a runtime with the compiler.
ensure_java_rootfs_locked() {
  local home place built start=$SECONDS
  home=$(rootfs_home) || {
    fail "no place for the root filesystem below $ICCM_CACHE" "make it writable, or name another one: ICCM_CACHE=DIR"
    return 1
  }
  place=$home/$ICCM_JAVA_ROOTFS
  if [[ ! -e $place && -e $ICCM_SYSTEM_CACHE/rootfs/$ICCM_JAVA_ROOTFS ]]; then
    place=$ICCM_SYSTEM_CACHE/rootfs/$ICCM_JAVA_ROOTFS
  fi
  if [[ -e $place/etc/iccm-packages ]]; then
    [[ $ICCM_CACHE/rootfs/iccm-java -ef $place ]] || publish_rootfs '' "$place" iccm-java
    return
  fi
  is_linux || {
    fail "the sandbox's root filesystem can be made on Linux only" "start Docker and set ICCM_JAVA_SANDBOX_IMAGE"
    return 1
  }
  say "Preparing the sandbox's root filesystem for Java (130 MB to fetch)"
  rm -rf "$home/.$ICCM_JAVA_ROOTFS".*
  built=$(mktemp -d "$home/.$ICCM_JAVA_ROOTFS.XXXXXX") && chmod 755 "$built" || return 1
  if unpack_debian bookworm "$built" python3-minimal libpython3-stdlib libstdc++6 dash coreutils util-linux libc-bin &&
    prepare_python "$built" && add_java "$built" && publish_rootfs "$built" "$place" iccm-java; then
    note "$place: $(du -sm "$place" | cut -f1) MB, $((SECONDS - start)) s"
    return 0
  fi
  rm -rf "$built" "$built".*
  return 1
}

# What an application may use. Left out, because a candidate shares the process with the tests' launcher: whatever reads
# or changes other code's memory (jdk.unsupported, jdk.management, java.instrument, jdk.attach, jdk.jdi).
ICCM_JAVA_MODULES=java.base,java.compiler,java.logging,java.management,java.net.http,java.sql,java.xml,jdk.charsets,jdk.compiler,jdk.localedata,jdk.zipfs

# A runtime of these modules, linked from Debian's JDK in a tree of its own, which is then thrown away. The compiler's
# classes are in its archive for class data sharing: half of a run's time would go into loading them.
add_java() {
  local root=$1 jdk=$1.jdk home
  mkdir "$jdk" && unpack_debian bookworm "$jdk" openjdk-17-jdk-headless libc-bin dash || return 1
  ln -sf dash "$jdk/usr/bin/sh"
  mkdir -p "$jdk/work/modules"
  home=$(cd "$jdk" && ls -d usr/lib/jvm/java-17-openjdk-*) || return 1
  if ! run_inside "$jdk" "/$home/bin/jlink" --module-path "/$home/jmods" --add-modules "$ICCM_JAVA_MODULES" \
    --include-locales=en --strip-java-debug-attributes --no-header-files --no-man-pages --output /work/java ||
    ! share_classes "$jdk"; then
    rm -rf "$jdk"
    fail "a Java runtime cannot be linked on this machine" "install bubblewrap, or name an image: ICCM_JAVA_SANDBOX_IMAGE=NAME"
    return 1
  fi
  mkdir -p "$root/opt" && mv "$jdk/work/java" "$root/opt/java" || return 1
  grep '^openjdk-' "$jdk/etc/iccm-packages" >>"$root/etc/iccm-packages"
  printf 'modules %s\n' "$ICCM_JAVA_MODULES" >>"$root/etc/iccm-packages"
  rm -rf "$jdk"
}

# Compiles a little program, notes which classes of the runtime that took, and archives them.
share_classes() {
  local root=$1
  mkdir -p "$root/work/classes"
  cp "$ICCM_ROOT/scripts/ClassSharing.java" "$root/work/classes/" || return 1
  run_inside "$root" /work/java/bin/java -Xshare:off -XX:DumpLoadedClassList=/work/classes/list -XX:+UseSerialGC \
    /work/classes/ClassSharing.java /work/classes >/dev/null &&
    run_inside "$root" /work/java/bin/java -Xshare:dump -XX:SharedClassListFile=/work/classes/list -XX:+UseSerialGC \
      -Xmx256m >/dev/null
}

# run_inside ROOT COMMAND...: a command of a tree, with /work writable, without network.
run_inside() {
  local root=$1
  shift
  if bubblewrap_works; then
    bwrap --unshare-user --unshare-all --die-with-parent --bind "$root" / --proc /proc --dev /dev "$@" </dev/null
  else
    fail "bubblewrap is needed here" "scripts/provision.sh bubblewrap"
  fi
}

# Chromium with its driver, for the report's browser test.
ensure_browser() {
  { have chromium || have google-chrome || have chromium-browser; } && have chromedriver && return 0
  ensure_apt chromium chromium-driver
}
