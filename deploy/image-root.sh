#!/bin/sh
# Adds to DIRECTORY what its /bin/heap_exporter needs to run there with nothing else around it: the
# libraries, their loader, the user that it runs as, and its capability. Part of the Dockerfile.
#   deploy/image-root.sh DIRECTORY
set -eu
root=$1
program=$root/bin/heap_exporter

# Where a library lies: libssl.so -> /lib/x86_64-linux-gnu/libssl.so
path_of() {
  ldconfig -p | sed -n "s|^[[:space:]]*$1 (.* => ||p" | head -n 1
}

# What a program or library needs. Lines of ldd are "libz.so.1 => /lib/x86_64-linux-gnu/libz.so.1
# (0x7f...)" and, for the loader, "/lib64/ld-linux-x86-64.so.2 (0x7f...)".
libraries_of() {
  ldd "$1" | grep -o '/[^ ]* (' | cut -d ' ' -f 1
}

# Copies files to where they lie, below $root; a link becomes the file that it leads to.
add() {
  cp --parents --dereference --target-directory "$root" "$@"
}

# CivetWeb opens the TLS libraries by names without a version, once TLS is wanted: ldd of the program
# does not list them. They must be links: of a second copy the process would have both.
add_tls_library() {
  link=$(path_of "$1")
  folder=$(dirname "$link")
  file=$folder/$(basename "$(readlink -f "$link")")
  # shellcheck disable=SC2046 # paths of system libraries hold no blanks
  add "$file" $(libraries_of "$file")
  [ "$link" = "$file" ] || ln -s "$(basename "$file")" "$root$link"
}

# shellcheck disable=SC2046
add $(libraries_of "$program")
add_tls_library libssl.so
add_tls_library libcrypto.so

mkdir -p "$root/etc"
cat >"$root/etc/passwd" <<'EOT'
root:x:0:0:root:/:/sbin/nologin
heap_exporter:x:65532:65532::/:/sbin/nologin
EOT
printf 'root:x:0:\nheap_exporter:x:65532:\n' >"$root/etc/group"

# Permitted, not effective: with +ep the kernel would refuse to start the program in a container
# that was not given the capability. The program raises it itself.
setcap cap_sys_ptrace+p "$program"
