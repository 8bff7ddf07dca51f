# An image with the program, the libraries it needs, and nothing else: no shell, no package manager.
#   docker build -t heap_exporter .
# Debian 13, because its CivetWeb has the security fixes that Debian 12's lacks, and works with
# OpenSSL 3.

FROM debian:trixie-slim AS build
WORKDIR /src
COPY deploy/install-packages.sh deploy/
RUN deploy/install-packages.sh libssl-dev libcap2-bin && rm -rf /var/lib/apt/lists/*
COPY CMakeLists.txt ./
COPY exporter exporter
ARG REVISION=unknown
RUN cmake -G Ninja -B /build -DCMAKE_BUILD_TYPE=Release -DHEAP_EXPORTER_TESTS=OFF \
      -DHEAP_EXPORTER_REVISION="$REVISION" && \
    cmake --build /build && \
    cmake --install /build --strip --prefix /image
COPY LICENSE /image/
COPY deploy/image-root.sh deploy/
RUN deploy/image-root.sh /image

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
