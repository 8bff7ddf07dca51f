#!/usr/bin/env bash
# Adds to DIRECTORY what its /bin/heap_exporter needs to run there with nothing else around it: the
# libraries, their loader, the user that it runs as, and its capability. Part of the Dockerfile.
#   deploy/image-root.sh DIRECTORY x86_64-linux-gnu
# Runs nothing of DIRECTORY: it may be for another machine.
set -euo pipefail
root=$1
machine=$2
libraries=/usr/lib/$machine
program=$root/bin/heap_exporter

# The names of the libraries that a file asks for itself, without those that these ask for. Whoever asks
# for the loader has it already.
asked_for_by() {
  readelf --dynamic "$1" | sed -n '/\[ld-linux/d; s/.*(NEEDED).*\[\(.*\)\]$/\1/p'
}

# Adds the libraries that a file needs. A link becomes the file that it leads to.
add_libraries_of() {
  local name
  for name in $(asked_for_by "$1"); do
    [[ -e $root$libraries/$name ]] || add_library "$name"
  done
}

add_library() {
  install -D -m 644 "$libraries/$1" "$root$libraries/$1"
  add_libraries_of "$libraries/$1"
}

# CivetWeb opens the TLS libraries by names without a version, once TLS is wanted. libcrypto.so must be
# a link: of a second copy the process would have both.
add_tls_libraries() {
  "$machine-g++" -shared -fPIC -O2 -s -o "$root$libraries/libssl.so" deploy/image-libssl.cc -lssl
  chmod 644 "$root$libraries/libssl.so"
  add_libraries_of "$root$libraries/libssl.so"
  ln -s "$(basename "$(readlink -f "$libraries/libcrypto.so")")" "$root$libraries/libcrypto.so"
}

add_loader() {
  local loader
  loader=$(readelf --program-headers "$program" | sed -n 's/.*interpreter: \(.*\)\]$/\1/p')
  install -D -m 755 "$loader" "$root$loader"
}

add_user() {
  mkdir -p "$root/etc"
  cat >"$root/etc/passwd" <<'END'
root:x:0:0:root:/:/sbin/nologin
heap_exporter:x:65532:65532::/:/sbin/nologin
END
  printf 'root:x:0:\nheap_exporter:x:65532:\n' >"$root/etc/group"
}

add_libraries_of "$program"
add_tls_libraries
add_loader
add_user
# Permitted, not effective: with +ep the kernel would refuse to start the program in a container
# that was not given the capability. The program raises it itself.
setcap cap_sys_ptrace+p "$program"
