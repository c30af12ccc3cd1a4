// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#include "tests/conformance/case_file.h"

#include <bit>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>

namespace surprisal {
namespace {

[[noreturn]] void Fail(std::string_view what, std::string_view which) {
  std::fprintf(stderr, "%.*s: %.*s\n", static_cast<int>(which.size()), which.data(), static_cast<int>(what.size()),
               what.data());
  std::exit(2);
}

static_assert(std::endian::native == std::endian::little, "the pools are");

template <class T>
void ReadPool(std::ifstream& file, std::vector<T>& pool) {
  file.read(reinterpret_cast<char*>(pool.data()), static_cast<std::streamsize>(pool.size() * sizeof(T)));
}

}  // namespace

// Words of the text, and what they stand for.
class CaseFile::Reader {
 public:
  explicit Reader(CaseFile& file) : file_(file), rest_(file.text_) {}

  // Empty at the end.
  std::string_view Word() {
    const size_t begin = rest_.find_first_not_of(" \n");
    if (begin == std::string_view::npos) return {};
    rest_.remove_prefix(begin);
    const std::string_view word = rest_.substr(0, rest_.find_first_of(" \n"));
    rest_.remove_prefix(word.size());
    return word;
  }
  // The text ends with a line feed, so that there is always something that ends a number.
  double Number() { return std::strtod(Word().data(), nullptr); }
  size_t Size() { return static_cast<size_t>(std::strtoull(Word().data(), nullptr, 10)); }

  template <class T>
  std::span<const T> View(const std::vector<T>& pool, size_t offset, size_t count) const {
    if (offset > pool.size() || count > pool.size() - offset) Fail("more numbers than the pool has", "conformance");
    return {pool.data() + offset, count};
  }
  template <class T>
  std::span<const T> View(const std::vector<T>& pool) {
    const size_t offset = Size();
    return View(pool, offset, Size());
  }

  LossArgument Array() {
    LossArgument array;
    array.name = Word();
    const bool is_float = Word() == "float";
    const size_t offset = Size();
    array.shape.rank = Size();
    if (array.shape.rank > kMaxRank) Fail("too many axes", array.name);
    for (size_t axis = 0; axis < array.shape.rank; ++axis) array.shape.sizes[axis] = Size();
    if (is_float) {
      array.floats = View(file_.floats_, offset, array.shape.Size());
    } else {
      array.labels = View(file_.integers_, offset, array.shape.Size());
    }
    return array;
  }

  // One line, of which the first word is read.
  void Line(std::string_view kind) {
    if (kind == "case") {
      file_.cases_.emplace_back().name = Word();
      return;
    }
    if (file_.cases_.empty()) Fail("stands before the first case", kind);
    ConformanceCase& c = file_.cases_.back();
    if (kind == "argument" || kind == "array") {
      c.arguments.push_back(Array());
    } else if (kind == "number" || kind == "flag") {
      const std::string_view name = Word();
      c.options.push_back({name, Number()});
    } else if (kind == "word") {
      const std::string_view name = Word();
      c.options.push_back({name, 0.0, Word()});
    } else if (kind == "upstream") {
      Word();
      c.grad_output = View(file_.floats_);
    } else if (kind == "value") {
      c.has_losses = Word() == "array";
      c.value_scale = Number();
      c.value = View(file_.doubles_);
    } else if (kind == "grad") {
      const std::string_view name = Word();
      size_t argument = 0;
      while (argument < c.arguments.size() && c.arguments[argument].name != name) ++argument;
      const double scale = Number();
      c.grads.push_back({argument, scale, View(file_.doubles_)});
    } else {
      Fail("is no kind of line", kind);
    }
  }

 private:
  CaseFile& file_;
  std::string_view rest_;
};

CaseFile::CaseFile(const std::string& path) {
  std::ifstream text(path + ".cases", std::ios::binary);
  text_.assign(std::istreambuf_iterator<char>(text), {});
  Reader reader(*this);
  if (reader.Word() != "pools") Fail("is not there, or not a file of cases", path + ".cases");
  doubles_.resize(reader.Size());
  floats_.resize(reader.Size());
  integers_.resize(reader.Size());
  std::ifstream pools(path + ".bin", std::ios::binary);
  ReadPool(pools, doubles_);
  ReadPool(pools, floats_);
  ReadPool(pools, integers_);
  if (!pools || pools.peek() != std::ifstream::traits_type::eof())
    Fail("is not as long as it should be", path + ".bin");
  for (std::string_view kind = reader.Word(); !kind.empty(); kind = reader.Word()) reader.Line(kind);
  if (cases_.empty()) Fail("has no cases", path + ".cases");
}

}  // namespace surprisal
