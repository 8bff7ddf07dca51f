#include "http/html.h"

#include "base/escape.h"

namespace heap_exporter {

std::string EscapeHtml(std::string_view text) {
  std::string escaped;
  for (const char character : OneLine(text)) {
    switch (character) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      case '\'':
        escaped += "&#39;";
        break;
      default:
        escaped += character;
    }
  }
  return escaped;
}

}  // namespace heap_exporter
