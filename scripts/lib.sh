# Shared by the scripts of this folder: where things are, how to say something, how to run as another user.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
state="$root/.longshore"
venv="$state/venv"

# The broker's own program: what pip puts into bin/ is a wrapper, and killing that leaves the broker running.
broker_program() { echo "$venv"/lib/python3*/site-packages/noida_db/noida-db; }

say() { printf '\033[1m==>\033[0m %s\n' "$*" >&2; }
die() { printf 'error: %s\n' "$*" >&2; exit 1; }

# As root directly, otherwise through sudo.
as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"
    elif command -v sudo >/dev/null; then sudo "$@"
    else die "'$1' needs root: run as root or install sudo"
    fi
}

# PostgreSQL refuses to run as root; its own user, which the Debian package makes, runs it then.
as_postgres() {
    if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi
}

# A folder that the user who runs PostgreSQL can reach: below .longshore, or below /var/tmp when the checkout is private.
reachable_folder() {
    local wanted="$state/$1"
    mkdir -p "$wanted"
    if as_postgres test -x "$wanted" 2>/dev/null; then echo "$wanted"; return; fi
    local other="/var/tmp/longshore-$(id -u)-$(printf %s "$root" | cksum | cut -d' ' -f1)/$1"
    mkdir -p "$other"
    chmod 755 "$(dirname "$other")" "$other"
    echo "$other"
}

free_ports() {
    python3 - "$1" <<'PY'
import random, socket, sys
held = []
# Below the ports that outgoing connections are given: one that knocks too early could be connected with itself.
for port in random.sample(range(10000, 32000), 200):
    if len(held) == int(sys.argv[1]): break
    s = socket.socket()
    try: s.bind(("127.0.0.1", port))
    except OSError: continue
    held.append(s)
print(*(s.getsockname()[1] for s in held))
PY
}

# wait_for SECONDS WHAT COMMAND…: until the command succeeds.
wait_for() {
    local deadline=$((SECONDS + $1)) what=$2
    shift 2
    until "$@" >/dev/null 2>&1; do
        [ $SECONDS -lt $deadline ] || die "$what did not answer in time"
        sleep 0.1
    done
}
