#!/usr/bin/env bash
# Part of lib.sh: the Python side of ./bench t5, in an environment of its own. Nothing else needs it.

# ensure_reference_python: PyTorch, transformers and peft; sets ICCM_REFERENCE_PYTHON.
ensure_reference_python() {
  local wanted=$ICCM_ROOT/iccm-examples/src/main/python/requirements-t5.txt home
  # Another list of versions is another environment.
  home=$ICCM_CACHE/reference-$(cksum <"$wanted" | cut -d ' ' -f 1)
  export ICCM_REFERENCE_PYTHON=$home/bin/python
  [[ -e $home/.complete ]] && return 0
  with_cache_lock make_reference_python "$wanted" "$home"
}

make_reference_python() {
  local wanted=$1 home=$2
  [[ -e $home/.complete ]] && return 0
  say "Installing PyTorch and transformers for the comparison (6 GB, once)"
  rm -rf "$home"
  "$ICCM_PYTHON" -m venv "$home" || {
    fail "no Python environment could be made in $home" "install python3-venv, or name another Python: ICCM_PYTHON"
    return 1
  }
  if ! retry 3 "$home/bin/python" -m pip install --quiet --disable-pip-version-check --no-input --timeout 60 --only-binary :all: -r "$wanted"; then
    fail "the packages of $wanted could not be installed" "look at the lines above; a mirror is named in pip's configuration"
    return 1
  fi
  touch "$home/.complete"
}

# ensure_bare_pytest: a Python with pytest and nothing else, for ./bench sandbox; sets ICCM_PYTEST_PYTHON.
ensure_bare_pytest() {
  local home=$ICCM_CACHE/bare-pytest-7.2.1
  export ICCM_PYTEST_PYTHON=$home/bin/python
  [[ -e $home/.complete ]] && return 0
  # The release that the sandbox's root filesystem has.
  rm -rf "$home"
  if ! "$ICCM_PYTHON" -m venv "$home" ||
    ! retry 3 "$home/bin/python" -m pip install --quiet --disable-pip-version-check --no-input --timeout 60 pytest==7.2.1; then
    fail "no Python with pytest could be made in $home" "look at the lines above, or name another Python: ICCM_PYTHON"
    return 1
  fi
  touch "$home/.complete"
}
