#!/bin/sh
# Puts a new version in place, one container after the other, without a failed request: code, model and
# settings as they are in the checkout. If a new container does not become healthy it stops there, and the
# others go on serving.
set -eu
cd "$(dirname "$0")"
docker compose build worker-1
for service in wissen actions-1 actions-2 worker-1 worker-2 worker-3; do
    # The old one gets SIGTERM and finishes; nginx gives requests to the others meanwhile.
    docker compose up --detach --no-deps --no-build --force-recreate --wait --wait-timeout 180 "$service" || {
        echo "$service ist nicht gesund geworden; die übrigen laufen weiter. Warum: docker compose logs $service" >&2
        exit 1
    }
    echo "$service ist erneuert."
done
