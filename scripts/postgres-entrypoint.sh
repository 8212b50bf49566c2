#!/bin/sh
# First process of ICCM's PostgreSQL image. Makes the cluster on the first start, then becomes the server.
#
#   POSTGRES_USER      superuser (default: postgres)        POSTGRES_DB   database (default: the user's name)
#   POSTGRES_PASSWORD  its password, or POSTGRES_PASSWORD_FILE; without either one is generated into
#                      /run/postgresql/password, readable inside the container only
#
# Arguments go to postgres. fsync stays on: what is acknowledged is on disk.
set -eu
umask 077
: "${PGDATA:=/var/lib/postgresql/data}" "${POSTGRES_USER:=postgres}"
: "${POSTGRES_DB:=$POSTGRES_USER}"

if [ "$(id -u)" = 0 ]; then
  mkdir -p "$PGDATA" /run/postgresql
  chown postgres:postgres "$PGDATA" /run/postgresql
  exec setpriv --reuid postgres --regid postgres --init-groups -- "$0" "$@"
fi

if [ ! -s "$PGDATA/PG_VERSION" ]; then
  secret=/run/postgresql/password
  if [ -n "${POSTGRES_PASSWORD_FILE:-}" ]; then
    cat "$POSTGRES_PASSWORD_FILE" >"$secret"
  elif [ -n "${POSTGRES_PASSWORD:-}" ]; then
    printf '%s\n' "$POSTGRES_PASSWORD" >"$secret"
  else
    od -An -N24 -tx1 /dev/urandom | tr -d ' \n' >"$secret"
  fi
  initdb --pgdata="$PGDATA" --username="$POSTGRES_USER" --pwfile="$secret" --encoding=UTF8 --locale=C.UTF-8 \
    --auth-local=trust --auth-host=scram-sha-256 >/dev/null
  printf 'host all all all scram-sha-256\n' >>"$PGDATA/pg_hba.conf"
  if [ "$POSTGRES_DB" != postgres ]; then
    # On the local socket only, so that nobody connects to a server that is not ready.
    pg_ctl --pgdata="$PGDATA" --wait --silent --options="-c listen_addresses=''" start >/dev/null
    psql --quiet --no-psqlrc --username="$POSTGRES_USER" --dbname=postgres -v ON_ERROR_STOP=1 -v db="$POSTGRES_DB" <<'SQL'
CREATE DATABASE :"db";
SQL
    pg_ctl --pgdata="$PGDATA" --wait --silent --mode=fast stop >/dev/null
  fi
fi
unset POSTGRES_PASSWORD
exec postgres -D "$PGDATA" -c listen_addresses='*' -c fsync=on -c unix_socket_directories=/run/postgresql "$@"
