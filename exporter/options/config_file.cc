#include "options/config_file.h"

#include <yaml-cpp/yaml.h>

#include <cerrno>
#include <cstdio>
#include <memory>
#include <system_error>
#include <utility>
#include <vector>

#include "options/config_node.h"
#include "options/process_names.h"

namespace heap_exporter {
namespace {

using File = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;

Result<std::string> ReadText(const std::string& path) {
  const File file(std::fopen(path.c_str(), "re"), std::fclose);
  std::string text(kMaxConfigBytes + 1, '\0');
  if (file) text.resize(std::fread(text.data(), 1, text.size(), file.get()));
  if (!file || std::ferror(file.get()) != 0) {
    const std::string cause = std::generic_category().message(errno);
    return Fail(Reason::kSystemError, ConfigErrorText(path, 0, "", "cannot be read: " + cause));
  }
  if (text.size() > kMaxConfigBytes) {
    const std::string limit = std::to_string(kMaxConfigBytes);
    return Fail(Reason::kLimitExceeded,
                ConfigErrorText(path, 0, "", "is larger than " + limit + " bytes"));
  }
  return text;
}

Result<Selection> ReadDocument(const ConfigNode& document) {
  const Result<std::vector<ConfigEntry>> entries = document.Entries();
  if (!entries) return Fail(entries);
  const ConfigNode* process_names = nullptr;
  for (const ConfigEntry& entry : *entries) {
    if (entry.key != "process_names") {
      return entry.value.Bad("unknown key (known: process_names)");
    }
    process_names = &entry.value;
  }
  if (process_names == nullptr) return document.Bad("process_names is missing");
  Result<std::vector<SelectionRule>> rules = ReadProcessNames(*process_names);
  if (!rules) return Fail(std::move(rules));
  return Selection(*std::move(rules));
}

Result<Selection> ReadYaml(std::string_view text, const std::string& file) {
  const std::vector<YAML::Node> documents = YAML::LoadAll(std::string(text));
  if (documents.empty() || documents.front().IsNull()) {
    return Fail(Reason::kMalformed,
                ConfigErrorText(file, 0, "", "is empty, process_names is missing"));
  }
  if (documents.size() > 1) {
    return ConfigNode(documents[1], file).Bad("a second document begins here; only one is read");
  }
  return ReadDocument(ConfigNode(documents.front(), file));
}

}  // namespace

Result<Selection> ReadConfigFile(const std::string& path) {
  const Result<std::string> text = ReadText(path);
  if (!text) return Fail(text);
  return ParseConfig(*text, path);
}

Result<Selection> ParseConfig(std::string_view text, const std::string& file) {
  try {
    return ReadYaml(text, file);
  } catch (const YAML::Exception& error) {
    return Fail(Reason::kMalformed,
                ConfigErrorText(file, error.mark.line + 1, "", "is not valid YAML: " + error.msg));
  }
}

}  // namespace heap_exporter
