# An image with the program, the libraries it needs, and nothing else: no shell, no package manager.
#   docker build -t heap_exporter .                              # takes BuildKit
#   docker build -t heap_exporter --platform linux/arm64 .       # compiles here for there
# Debian 13, because its CivetWeb has the security fixes that Debian 12's lacks.

FROM --platform=$BUILDPLATFORM debian:trixie-slim AS for-amd64
ENV MACHINE=x86_64
FROM --platform=$BUILDPLATFORM debian:trixie-slim AS for-arm64
ENV MACHINE=aarch64

FROM for-$TARGETARCH AS build
ARG TARGETARCH
WORKDIR /src
COPY deploy/install-packages.sh deploy/image-packages.sh deploy/
RUN deploy/image-packages.sh $TARGETARCH $MACHINE
COPY CMakeLists.txt ./
COPY exporter exporter
ARG REVISION=unknown
RUN PKG_CONFIG_LIBDIR=/usr/lib/$MACHINE-linux-gnu/pkgconfig cmake -G Ninja -B /build \
      -DCMAKE_SYSTEM_NAME=Linux -DCMAKE_SYSTEM_PROCESSOR=$MACHINE \
      -DCMAKE_CXX_COMPILER=$MACHINE-linux-gnu-g++ -DCMAKE_BUILD_TYPE=Release \
      -DHEAP_EXPORTER_TESTS=OFF -DHEAP_EXPORTER_REVISION="$REVISION" && \
    cmake --build /build && \
    cmake --install /build --strip --prefix /image
COPY LICENSE /image/
COPY deploy/image-root.sh deploy/image-libssl.cc deploy/
RUN deploy/image-root.sh /image $MACHINE-linux-gnu

FROM scratch
COPY --from=build /image /
ARG REVISION=unknown
LABEL org.opencontainers.image.title="heap_exporter" \
      org.opencontainers.image.description="Prometheus exporter of the heap figures of unmodified Node.js processes" \
      org.opencontainers.image.version="0.1.0" \
      org.opencontainers.image.revision="$REVISION" \
      org.opencontainers.image.licenses="Apache-2.0"
USER 65532:65532
EXPOSE 14327
# Asks at :14327. Where the program is told to listen elsewhere, the check has to be told too.
HEALTHCHECK --interval=10s --timeout=5s --start-period=5s --retries=3 \
  CMD ["/bin/heap_exporter", "health"]
ENTRYPOINT ["/bin/heap_exporter"]
