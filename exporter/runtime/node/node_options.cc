#include "runtime/node/node_options.h"

#include <algorithm>
#include <iterator>

namespace heap_exporter {
namespace {

// All options of Node.js 18 to 26 that have a value, and their other spellings (Node's own
// src/node_options.cc). V8's options are not among them: they have their value behind '='.
// clang-format off
constexpr std::string_view kOptionsWithValue[] = {
    "-C", "-r", "--allow-fs-read", "--allow-fs-write", "--bench-isolation",
    "--bench-name-pattern", "--bench-reporter", "--bench-reporter-destination",
    "--bench-samples", "--bench-warmup", "--build-sea", "--build-snapshot-config",
    "--conditions", "--cpu-prof-dir", "--cpu-prof-interval", "--cpu-prof-name", "--debug-port",
    "--diagnostic-dir", "--disable-proto", "--disable-warning", "--dns-result-order",
    "--env-file", "--env-file-if-exists", "--es-module-specifier-resolution",
    "--experimental-config-file", "--experimental-default-type", "--experimental-loader",
    "--experimental-package-map", "--experimental-policy", "--experimental-sea-config",
    "--experimental-specifier-resolution", "--experimental-test-isolation",
    "--experimental-test-tag-filter", "--heap-prof-dir", "--heap-prof-interval",
    "--heap-prof-name", "--heapsnapshot-near-heap-limit", "--heapsnapshot-signal",
    "--icu-data-dir", "--import", "--input-type", "--inspect-port", "--inspect-publish-uid",
    "--loader", "--localstorage-file", "--max-http-header-size",
    "--max-old-space-size-percentage", "--network-family-autoselection-attempt-timeout",
    "--openssl-config", "--policy-integrity", "--redirect-warnings", "--report-dir",
    "--report-directory", "--report-filename", "--report-signal", "--require", "--secure-heap",
    "--secure-heap-min", "--security-revert", "--security-reverts", "--snapshot-blob",
    "--test-concurrency", "--test-coverage-branches", "--test-coverage-exclude",
    "--test-coverage-functions", "--test-coverage-include", "--test-coverage-lines",
    "--test-global-setup", "--test-isolation", "--test-name-pattern", "--test-random-seed",
    "--test-reporter", "--test-reporter-destination", "--test-rerun-failures", "--test-shard",
    "--test-skip-pattern", "--test-timeout", "--title", "--tls-cipher-list", "--tls-keylog",
    "--trace-event-categories", "--trace-event-file-pattern", "--trace-require-module",
    "--unhandled-rejections", "--use-largepages", "--v8-pool-size", "--vfs-load", "--vfs-mount",
    "--watch-kill-signal", "--watch-path"};
// clang-format on

constexpr std::string_view kOptionsWithoutScript[] = {"-",       "-e",  "--eval", "-p",
                                                      "--print", "-pe", "--run"};

template <class Options>
bool Contains(const Options& options, std::string_view option) {
  return std::find(std::begin(options), std::end(options), option) != std::end(options);
}

}  // namespace

bool TakesNextArgument(std::string_view option) { return Contains(kOptionsWithValue, option); }

bool RunsNoScript(std::string_view option) {
  return Contains(kOptionsWithoutScript, option.substr(0, option.find('=')));
}

}  // namespace heap_exporter
