#include "options/process_names.h"

#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace heap_exporter {
namespace {

using Expression = std::shared_ptr<const re2::RE2>;

constexpr std::int64_t kMaxExpressionBytes = 1 << 20;  // compiled, with what matching caches

struct TextSelector {
  std::string_view key;
  std::vector<std::string> SelectionRule::*texts;
};

constexpr auto kTextSelectors = std::to_array<TextSelector>({
    {"comm", &SelectionRule::comm},
    {"exe", &SelectionRule::exe},
    {"user", &SelectionRule::user},
    {"runtime", &SelectionRule::runtime},
});

bool HasSelector(const SelectionRule& rule) {
  return !rule.cmdline.empty() ||
         std::any_of(kTextSelectors.begin(), kTextSelectors.end(),
                     [&rule](const TextSelector& one) { return !(rule.*one.texts).empty(); });
}

bool HasGroup(const SelectionRule& rule, const std::string& name) {
  return std::any_of(rule.cmdline.begin(), rule.cmdline.end(), [&name](const Expression& one) {
    return one->NamedCapturingGroups().contains(name);
  });
}

Result<std::string> ReadText(const ConfigNode& node) {
  Result<std::string> text = node.Text();
  // It would match just those processes of which the fact is not known.
  if (text && text->empty()) return node.Bad("must not be empty");
  return text;
}

std::string MissingGroupText(const std::string& group) {
  return ".Matches." + group + " needs a group (?P<" + group + ">...) in cmdline";
}

Result<NameTemplate> ReadName(const ConfigNode& node, const SelectionRule& rule) {
  const Result<std::string> text = node.Text();
  if (!text) return Fail(text);
  Result<NameTemplate> name = NameTemplate::Parse(*text);
  if (!name) return node.Bad(name.error().detail);
  for (const std::string& group : name->MatchNames()) {
    if (!HasGroup(rule, group)) return node.Bad(MissingGroupText(group));
  }
  return name;
}

template <class T>
Result<void> Store(Result<T> value, T& target) {
  if (!value) return Fail(std::move(value));
  target = *std::move(value);
  return {};
}

// Reads rules and keeps account of what they ask for together.
class RuleReader {
 public:
  Result<SelectionRule> Read(const ConfigNode& node);

 private:
  Result<void> ReadSelector(const ConfigEntry& entry, SelectionRule& rule);
  Result<std::vector<ConfigNode>> ReadItems(const ConfigNode& node);
  Result<std::vector<std::string>> ReadTexts(const ConfigNode& node);
  Result<std::vector<Expression>> ReadExpressions(const ConfigNode& node);
  Result<Expression> Compile(const ConfigNode& node);

  std::size_t texts_ = 0;
  std::size_t steps_ = 0;
};

Result<SelectionRule> RuleReader::Read(const ConfigNode& node) {
  const Result<std::vector<ConfigEntry>> entries = node.Entries();
  if (!entries) return Fail(entries);
  SelectionRule rule;
  const ConfigNode* name = nullptr;
  for (const ConfigEntry& entry : *entries) {
    if (entry.key == "name") {
      name = &entry.value;
    } else if (Result<void> read = ReadSelector(entry, rule); !read) {
      return Fail(std::move(read));
    }
  }
  if (!HasSelector(rule)) return node.Bad("has none of comm, exe, cmdline, user and runtime");
  if (name == nullptr) return rule;
  Result<NameTemplate> read = ReadName(*name, rule);
  if (!read) return Fail(std::move(read));
  rule.name = *std::move(read);
  return rule;
}

Result<void> RuleReader::ReadSelector(const ConfigEntry& entry, SelectionRule& rule) {
  if (entry.key == "cmdline") return Store(ReadExpressions(entry.value), rule.cmdline);
  for (const TextSelector& selector : kTextSelectors) {
    if (entry.key == selector.key) return Store(ReadTexts(entry.value), rule.*selector.texts);
  }
  return entry.value.Bad("unknown key (known: name, comm, exe, cmdline, user, runtime)");
}

Result<std::vector<ConfigNode>> RuleReader::ReadItems(const ConfigNode& node) {
  texts_ += std::max<std::size_t>(node.Size(), 1);
  if (texts_ > kMaxSelectorTexts) {
    return node.Bad("the rules hold more than " + std::to_string(kMaxSelectorTexts) + " texts",
                    Reason::kLimitExceeded);
  }
  return node.ItemsOrText();
}

Result<std::vector<std::string>> RuleReader::ReadTexts(const ConfigNode& node) {
  const Result<std::vector<ConfigNode>> items = ReadItems(node);
  if (!items) return Fail(items);
  std::vector<std::string> texts;
  for (const ConfigNode& item : *items) {
    Result<std::string> text = ReadText(item);
    if (!text) return Fail(std::move(text));
    texts.push_back(*std::move(text));
  }
  return texts;
}

Result<std::vector<Expression>> RuleReader::ReadExpressions(const ConfigNode& node) {
  const Result<std::vector<ConfigNode>> items = ReadItems(node);
  if (!items) return Fail(items);
  std::vector<Expression> expressions;
  for (const ConfigNode& item : *items) {
    Result<Expression> expression = Compile(item);
    if (!expression) return Fail(std::move(expression));
    expressions.push_back(*std::move(expression));
  }
  return expressions;
}

Result<Expression> RuleReader::Compile(const ConfigNode& node) {
  const Result<std::string> text = ReadText(node);
  if (!text) return Fail(text);
  re2::RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(kMaxExpressionBytes);
  const auto expression = std::make_shared<const re2::RE2>(*text, options);
  if (!expression->ok()) return node.Bad(expression->error());
  steps_ += static_cast<std::size_t>(expression->ProgramSize());
  if (steps_ > kMaxExpressionSteps) {
    return node.Bad("the expressions are too large together", Reason::kLimitExceeded);
  }
  return expression;
}

}  // namespace

Result<std::vector<SelectionRule>> ReadProcessNames(const ConfigNode& list) {
  if (list.Size() > kMaxRules) {
    return list.Bad("has more than " + std::to_string(kMaxRules) + " rules",
                    Reason::kLimitExceeded);
  }
  const Result<std::vector<ConfigNode>> items = list.Items();
  if (!items) return Fail(items);
  RuleReader reader;
  std::vector<SelectionRule> rules;
  for (const ConfigNode& item : *items) {
    Result<SelectionRule> rule = reader.Read(item);
    if (!rule) return Fail(std::move(rule));
    rules.push_back(*std::move(rule));
  }
  return rules;
}

}  // namespace heap_exporter
