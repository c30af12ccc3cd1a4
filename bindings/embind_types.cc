// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// Embind's run time, in place of the one that comes with it: that registers strings, wide strings, memory views and
// whatever else a binding might take, in WebAssembly and in the glue, and links printf for the names of types. Our
// functions take and return numbers alone. The linker finds these definitions first, and leaves Embind's archive alone.

#include <emscripten/bind.h>

#include <cstddef>
#include <cstdlib>
#include <limits>

namespace surprisal::bindings {
namespace {

namespace embind = emscripten::internal;

template <class T>
void RegisterInteger(const char* name) {
  embind::_embind_register_integer(embind::TypeID<T>::get(), name, sizeof(T), std::numeric_limits<T>::min(),
                                   std::numeric_limits<T>::max());
}

template <class T>
void RegisterFloat(const char* name) {
  embind::_embind_register_float(embind::TypeID<T>::get(), name, sizeof(T));
}

}  // namespace

// Those of the arguments and results of the functions in the other embind_*.cc files. Linking fails if one is missing.
EMSCRIPTEN_BINDINGS(types) {
  embind::_embind_register_void(embind::TypeID<void>::get(), "void");
  embind::_embind_register_bool(embind::TypeID<bool>::get(), "bool", true, false);
  RegisterInteger<int>("int");
  RegisterInteger<unsigned int>("unsigned int");
  RegisterInteger<unsigned long>("unsigned long");
  RegisterFloat<float>("float");
  RegisterFloat<double>("double");
}

}  // namespace surprisal::bindings

extern "C" {

// For messages about types that nobody registered. The glue frees it.
const char* __getTypeName(const std::type_info* /*type*/) { return static_cast<const char*>(std::calloc(1, 1)); }

// A list of bindings serves threads alone.
void _embind_register_bindings(emscripten::internal::InitFunc* /*init*/) {}

}  // extern "C"
