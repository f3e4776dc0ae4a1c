#!/bin/sh
# Makes the secrets that compose.yml hands to the containers, each once; what is there stays.
set -eu
cd "$(dirname "$0")"
mkdir -p secrets
# Nobody else gets into the folder; the files can be read by the containers, whose users are others.
chmod 700 secrets
make() {
    [ -s "secrets/$1" ] && return
    printf '%s' "$2" > "secrets/$1"
    chmod 444 "secrets/$1"
    echo "Angelegt: deploy/secrets/$1"
}
random() { od -An -N32 -tx1 /dev/urandom | tr -d ' \n'; }
make postgres-password "$(random)"
make conversations-url "postgresql://lotse:$(cat secrets/postgres-password)@postgres:5432/lotse"
make website-secret "$(random)"
make actions-token "$(random)"
