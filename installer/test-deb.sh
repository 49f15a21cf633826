#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Builds the Debian package and proves it in a clean Debian 12 made by debootstrap: it installs with nothing but what it depends
# on, says its version, imports the sample storm, opens its window (offscreen), and leaves nothing behind when removed.
# Needs root and a Debian mirror (the machine's own by default: MIRROR=...). About 5 minutes. Everything lies in build/deb.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
work=$root/build/deb
clean=$work/bookworm
mirror=${MIRROR:-$(grep -rhoE 'https?://[^ ]+/debian(/| |$)' /etc/apt/sources.list /etc/apt/sources.list.d 2>/dev/null \
    | grep -v snapshot | head -n1 | tr -d ' ' || true)}
mirror=${mirror:-http://deb.debian.org/debian}

say() { printf '\n== %s\n' "$*"; }
fail() { printf 'FAILED: %s\n' "$*" >&2; exit 1; }
[ "$(id -u)" = 0 ] || fail "debootstrap and chroot need root"
for tool in debootstrap desktop-file-validate appstreamcli dpkg-shlibdeps; do
    command -v $tool >/dev/null || fail "$tool is missing: apt-get install debootstrap desktop-file-utils appstream dpkg-dev"
done

say "Package"
launcher=()
! command -v ccache >/dev/null || launcher=(-DCMAKE_CXX_COMPILER_LAUNCHER=ccache)
mkdir -p "$work"
cmake -S "$root" -B "$work/build" -G Ninja -DCMAKE_BUILD_TYPE=Release -DBUILD_TESTING=OFF "${launcher[@]}" >"$work/configure.log"
cmake --build "$work/build" --target package >"$work/build.log" || { tail -n 40 "$work/build.log"; fail "build"; }
deb=$(ls -t "$work"/build/mailvane_*.deb | head -n1)
dpkg-deb --info "$deb" | sed -n '/Package:/,$p'
dpkg-deb --contents "$deb" | awk '{ print $1, $3, $6 }'

say "Metadata"
desktop-file-validate "$root/installer/io.github.mailvane.mailvane.desktop"
appstreamcli validate --no-net "$root/installer/io.github.mailvane.mailvane.metainfo.xml"
warnings=$(man --warnings -E UTF-8 -l -Tutf8 -Z "$root/installer/mailvane.1" 2>&1 >/dev/null)
[ -z "$warnings" ] || fail "manual: $warnings"
! command -v lintian >/dev/null || lintian --fail-on error --suppress-tags bad-distribution-in-changes-file "$deb" || fail "lintian"

say "Clean Debian 12 from $mirror"
in_clean() { chroot "$clean" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive \
    HOME=/tmp/home QT_QPA_PLATFORM=offscreen XDG_RUNTIME_DIR=/tmp/home "$@"; }
unmount() { ! mountpoint -q "$clean/proc" || umount "$clean/proc"; }
trap unmount EXIT
unmount
rm -rf "$clean"
mkdir -p "$work/packages"
debootstrap --variant=minbase --cache-dir="$work/packages" bookworm "$clean" "$mirror" >"$work/debootstrap.log" \
    || { tail -n 20 "$work/debootstrap.log"; fail "debootstrap"; }
mount -t proc proc "$clean/proc"
cp /etc/resolv.conf "$clean/etc/resolv.conf"
grep -rhis '^ *Acquire::.*Proxy' /etc/apt/apt.conf /etc/apt/apt.conf.d >"$clean/etc/apt/apt.conf.d/99proxy" || true
mkdir -p -m 700 "$clean/tmp/home"
cp "$deb" "$clean/tmp/mailvane.deb"

say "Install"
in_clean apt-get update -qq
in_clean apt-get install -y -qq --no-install-recommends /tmp/mailvane.deb >"$work/install.log" 2>&1 \
    || { tail -n 20 "$work/install.log"; fail "install"; }
in_clean dpkg --status mailvane | grep -q '^Status: install ok installed' || fail "not installed"
in_clean dpkg --listfiles mailvane >"$work/files"
in_clean mailvane --version

say "Import the sample"
# dpkg leaves out doc and man pages in some images, but never the sample.
sample=/usr/share/mailvane/sample
in_clean mailvane import $sample/mail.log.xz --source-map $sample/sources.tsv --database /tmp/home/sample.mailvane
in_clean mailvane export providers --database /tmp/home/sample.mailvane --csv - | tee "$work/providers.csv" | head -n 4
grep -q 'Microsoft 365' "$work/providers.csv" || fail "the sample's providers are not there"

say "Window"
status=0
in_clean timeout 15 mailvane --database /tmp/home/sample.mailvane >"$work/window.log" 2>&1 || status=$?
cat "$work/window.log"
[ $status = 124 ] || fail "the window did not stay up: exit code $status"

say "Remove"
in_clean apt-get purge -y -qq mailvane >"$work/remove.log" 2>&1 || { tail -n 20 "$work/remove.log"; fail "remove"; }
while read -r path; do
    [ ! -e "$clean$path" ] || [ -d "$clean$path" ] || fail "left behind: $path"
done <"$work/files"
left=$(find "$clean" -xdev -path "$clean/tmp" -prune -o -iname '*mailvane*' -not -path "$clean/var/log/*" -print)
[ -z "$left" ] || fail "left behind: $left"

say "OK: $(basename "$deb"), $(stat -c %s "$deb") bytes"
