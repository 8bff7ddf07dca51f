#include "runtime/node/space_accessors.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <span>
#include <vector>

namespace heap_exporter {
namespace {

// The last function of interest, SizeOfObjects(), is in slot 11 of V8 8.6 to 10.2, and in a lower
// one of the others.
constexpr std::size_t kSlots = 16;
constexpr std::size_t kCodeWords = kMaxAccessorBytes / kWord;

// No space is nearly that large; the offset of anything else is none of a member.
constexpr std::uint32_t kMaxSpaceBytes = 0x1000;

// What the virtual functions of a class return, by their place in the vtable; nothing for those
// that are no accessors.
using Accessors = std::array<std::optional<Accessor>, kSlots>;

// The first `count` words at each address, one object behind the other; zeros for those that are
// not all mapped.
Result<std::vector<std::uint64_t>> GatherMapped(const MappedMemory& memory,
                                                std::span<const std::uint64_t> addresses,
                                                std::size_t count) {
  const auto is_mapped = [&](std::uint64_t address) {
    return address != 0 && memory.IsReadable(address, count * kWord);
  };
  std::vector<std::uint64_t> mapped;
  std::copy_if(addresses.begin(), addresses.end(), std::back_inserter(mapped), is_mapped);
  const auto words = memory.Gather(mapped, count);
  if (!words) return Fail(words);

  std::vector<std::uint64_t> all(addresses.size() * count);
  std::span<const std::uint64_t> rest = *words;
  for (std::size_t i = 0; i < addresses.size(); ++i) {
    if (!is_mapped(addresses[i])) continue;
    std::copy_n(rest.begin(), count, all.begin() + static_cast<std::ptrdiff_t>(i * count));
    rest = rest.subspan(count);
  }
  return all;
}

Result<std::array<Accessors, 3>> ReadAccessors(const MappedMemory& memory, InstructionSet set,
                                               const std::array<std::uint64_t, 3>& vtables) {
  const auto functions = GatherMapped(memory, vtables, kSlots);
  if (!functions) return Fail(functions);
  const auto codes = GatherMapped(memory, *functions, kCodeWords);
  if (!codes) return Fail(codes);

  std::array<Accessors, 3> accessors;
  for (std::size_t i = 0; i < functions->size(); ++i) {
    const auto code = std::span(*codes).subspan(i * kCodeWords, kCodeWords);
    accessors[i / kSlots][i % kSlots] = DecodeAccessor(set, std::as_bytes(code));
  }
  return accessors;
}

bool IsMember(std::uint32_t offset) { return offset % kWord == 0 && offset < kMaxSpaceBytes; }

// The word that an accessor returns if it is a member behind those that all spaces have: behind
// committed_ and max_committed_ (src/heap/base-space.h; max_committed_ until V8 14.6).
std::optional<std::uint32_t> OwnMember(const std::optional<Accessor>& accessor,
                                       std::uint32_t committed) {
  if (!accessor || accessor->second || !IsMember(accessor->offset)) return std::nullopt;
  if (accessor->offset <= committed + kWord) return std::nullopt;
  return accessor->offset;
}

// Which slot is CommittedMemory(): the only function that returns committed_ of a space. Slot 7 up
// to V8 8.4, then 0.
std::optional<std::size_t> FindCommittedMemory(const Accessors& space, std::uint32_t committed) {
  const auto slot = std::find(space.begin(), space.end(), Accessor{.offset = committed});
  if (slot == space.end()) return std::nullopt;
  return static_cast<std::size_t>(slot - space.begin());
}

// Which slot is Size(): the first behind CommittedMemory() that returns a member of its own in
// both kinds of spaces. MaximumCommittedMemory() returns the same member of both; a
// CommittedPhysicalMemory() that a compiler made an accessor returns committed_ of large object
// spaces.
std::optional<std::size_t> FindSize(const Accessors& old_space, const Accessors& large_object_space,
                                    std::size_t committed_memory, std::uint32_t committed) {
  for (std::size_t slot = committed_memory + 1; slot < kSlots; ++slot) {
    if (OwnMember(old_space[slot], committed) && OwnMember(large_object_space[slot], committed)) {
      return slot;
    }
  }
  return std::nullopt;
}

// Whether a slot behind Size() returns the member two words behind size_: LargeObjectSpace has
// size_, page_count_, objects_size_ (src/heap/large-spaces.h; up to V8 8.4 src/heap/spaces.h).
std::optional<std::uint32_t> FindObjectsSize(const Accessors& large_object_space,
                                             std::size_t size_slot, std::uint32_t committed) {
  const std::uint32_t size = large_object_space[size_slot]->offset;
  for (std::size_t slot = size_slot + 1; slot < kSlots; ++slot) {
    const auto member = OwnMember(large_object_space[slot], committed);
    if (member && *member > size) {
      return *member == size + 2 * kWord ? member : std::nullopt;
    }
  }
  return std::nullopt;
}

// Puts into `decoded` what CommittedMemory() of the new space returns: the sum of its semispaces,
// or the word of the one space that it consists of.
void DecodeNewSpace(const std::optional<Accessor>& total, std::uint32_t committed,
                    DecodedSpaces& decoded) {
  if (!total || !total->second) {
    decoded.paged_new_committed = OwnMember(total, committed);
    return;
  }
  const std::uint32_t to = total->offset;
  const std::uint32_t from = *total->second;
  if (to <= committed || from <= to || !IsMember(to) || !IsMember(from)) return;
  decoded.to_committed = to;
  decoded.from_committed = from;
}

}  // namespace

Result<DecodedSpaces> DecodeSpaceAccessors(const MappedMemory& memory, InstructionSet set,
                                           const SpaceVtables& vtables, std::uint32_t committed) {
  const auto accessors = ReadAccessors(
      memory, set, {vtables.old_space, vtables.new_space, vtables.large_object_space});
  if (!accessors && accessors.error().reason == Reason::kBadAddress) return DecodedSpaces{};
  if (!accessors) return Fail(accessors);
  const auto& [old_space, new_space, large_object_space] = *accessors;

  DecodedSpaces decoded;
  const auto committed_memory = FindCommittedMemory(old_space, committed);
  if (!committed_memory) return decoded;
  const auto size = FindSize(old_space, large_object_space, *committed_memory, committed);
  if (size) {
    decoded.paged_size = old_space[*size]->offset;
    decoded.large_objects_size = FindObjectsSize(large_object_space, *size, committed);
  }
  DecodeNewSpace(new_space[*committed_memory], committed, decoded);
  return decoded;
}

}  // namespace heap_exporter
