#!/usr/bin/env bash
# Puts a real Godot 4.6 into a folder for the tests: .ci/install-godot.sh DIR, then GODOT=DIR/godot.
#
# Debian's testing suite carries Godot. It is unpacked together with every library that it needs,
# the C library included, and started by that C library's own loader. So neither root nor a new
# Debian is needed, and the system stays as it is. 160 MB to download, 520 MB on disk.
# A folder that already holds a working Godot is left alone.
set -euo pipefail

suite=${GODOT_SUITE:-forky}

stop() {
  printf 'install-godot: %s\n' "$1" >&2
  exit 1
}

[ $# -eq 1 ] && [ -n "$1" ] || stop 'one folder is needed (found '"$#"' arguments). Use: .ci/install-godot.sh DIR'
elsewhere='Get Godot 4.4 or newer in another way and set GODOT to its path.'

for tool in apt-get dpkg awk; do
  command -v "$tool" >/dev/null || stop "this needs a Debian-like system (no $tool found). $elsewhere"
done
keyring=
for candidate in /usr/share/keyrings/debian-archive-keyring.{pgp,gpg}; do
  if [ -r "$candidate" ]; then
    keyring=$candidate
    break
  fi
done
[ -n "$keyring" ] || stop "Debian's archive keys are missing (no debian-archive-keyring). $elsewhere"
case $(dpkg --print-architecture) in
  amd64) triplet=x86_64-linux-gnu loader=ld-linux-x86-64.so.2 ;;
  arm64) triplet=aarch64-linux-gnu loader=ld-linux-aarch64.so.1 ;;
  *) stop "only amd64 and arm64 are prepared (found $(dpkg --print-architecture)). $elsewhere" ;;
esac

mkdir -p "$1"
dir=$(cd "$1" && pwd)
if [ -x "$dir/godot" ] && version=$("$dir/godot" --headless --version 2>/dev/null); then
  printf '%s\n' "$version"
  exit 0
fi

# The mirror is the one that this system uses already; the security archive holds no whole suite.
mirror=
for list in /etc/apt/sources.list.d/*.sources /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
  [ -r "$list" ] || continue
  mirror=$(awk '
    /^#/ || /security/ { next }
    $1 == "URIs:" { print $2; exit }
    $1 == "deb" { for (i = 2; i <= NF; i++) if ($i ~ /^[a-z+]+:/) { print $i; exit } }
  ' "$list")
  [ -z "$mirror" ] || break
done
[ -n "$mirror" ] || stop "no package mirror is configured in /etc/apt. $elsewhere"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work"/lists/partial "$work"/cache/archives/partial
: >"$work/status"
# Testing's index may be past its Valid-Until on a mirror that lags; its signature counts all the same.
printf 'deb [check-valid-until=no signed-by=%s] %s %s main\n' "$keyring" "$mirror" "$suite" >"$work/sources.list"

# The system's own settings (a proxy, certificates) stay in force; lists, cache and status are ours.
# An empty status file makes apt fetch every dependency, as if nothing were installed.
private_apt() {
  apt-get -qq \
    -o Dir::State::lists="$work/lists" \
    -o Dir::State::status="$work/status" \
    -o Dir::Cache="$work/cache" \
    -o Dir::Etc::sourcelist="$work/sources.list" \
    -o Dir::Etc::sourceparts=/dev/null \
    -o Dir::Etc::preferences=/dev/null \
    -o Dir::Etc::preferencesparts=/dev/null \
    -o APT::Install-Recommends=false \
    -o APT::Sandbox::User="$(id -un)" \
    -o Debug::NoLocking=true \
    "$@"
}
private_apt update || stop "the package lists of $suite could not be read. $elsewhere"
private_apt --download-only --yes install godot >/dev/null ||
  stop "$suite has no Godot that could be downloaded. $elsewhere"
for package in "$work"/cache/archives/*.deb; do
  dpkg -x "$package" "$dir"
done

cat >"$dir/godot" <<EOF
#!/bin/sh
root=\$(dirname "\$(readlink -f "\$0")")
lib=\$root/usr/lib/$triplet
# The system's own libraries come last: they hold the graphics driver.
exec "\$lib/$loader" \\
  --library-path "\$lib:\$lib/pulseaudio:\$lib/blas:\$lib/lapack:/usr/lib/$triplet" \\
  "\$root/usr/bin/godot" "\$@"
EOF
chmod +x "$dir/godot"
"$dir/godot" --headless --version
