# SPDX-License-Identifier: MIT
# Copyright 2026 the surprisal authors
#
# The one place where compiler flags are decided. A variant is a separate build of the same sources.

set(SURPRISAL_VARIANT "native" CACHE STRING "native, simd, baseline (and js with it) or relaxed")
set_property(CACHE SURPRISAL_VARIANT PROPERTY STRINGS native simd baseline relaxed)

# Everything in the build, GoogleTest included, agrees on these. Contraction would let a compiler fuse
# a multiplication with an addition on some machines only, and the bits would differ.
add_compile_options(-ffp-contract=off -fno-exceptions -fno-rtti)
if(EMSCRIPTEN)
  # The linker chooses among builds of the system libraries by these; embind's must match.
  add_link_options(-fno-exceptions -fno-rtti)
endif()

# What a variant's own sources are compiled with, on top of that.
add_library(surprisal_flags INTERFACE)
target_compile_options(surprisal_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wnon-virtual-dtor -Wimplicit-fallthrough -Werror)

# Flags that choose an instruction set, by variant. Those of simd, relaxed and native give Highway
# vectors of 128 bits; EMU128 imitates them lane by lane.
set(variant_flags_simd -msimd128 -mnontrapping-fptoint)
set(variant_flags_relaxed ${variant_flags_simd} -mrelaxed-simd -DSURPRISAL_RELAXED=1)
set(variant_flags_baseline -DHWY_COMPILE_ONLY_EMU128)
set(variant_flags_native)
if(CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|AMD64)$")
  # Highway's HWY_SSE4: 128-bit vectors without fused multiply-add, so that native tests see the bits of simd.
  set(variant_flags_native -msse4.2 -mpclmul -maes)
endif()

if(NOT DEFINED variant_flags_${SURPRISAL_VARIANT} OR (EMSCRIPTEN AND SURPRISAL_VARIANT STREQUAL "native")
   OR (NOT EMSCRIPTEN AND NOT SURPRISAL_VARIANT STREQUAL "native"))
  message(FATAL_ERROR "No variant ${SURPRISAL_VARIANT} for ${CMAKE_SYSTEM_NAME}: use a preset (cmake --list-presets)")
endif()
add_compile_options(${variant_flags_${SURPRISAL_VARIANT}})

if(EMSCRIPTEN)
  # The C library copies much by an instruction, which engines had before SIMD, and not by the glue: that numbers its
  # functions by how often they are called, and has to be one for all variants. The twins below are JavaScript.
  add_link_options($<IF:$<BOOL:$<TARGET_PROPERTY:SURPRISAL_IS_JS>>,-sWASM=0,-mbulk-memory>)
endif()

# js is wasm2js: JavaScript in the place of WebAssembly, linked from the very object files of baseline. A program of that
# variant, once it has all its properties, gets a twin that is js: <target>_js, of the same name in a folder js/ beside it.
function(surprisal_add_js_twin target)
  if(NOT SURPRISAL_VARIANT STREQUAL "baseline")
    return()
  endif()
  add_executable(${target}_js EXCLUDE_FROM_ALL $<TARGET_OBJECTS:${target}>)
  set_target_properties(${target}_js PROPERTIES OUTPUT_NAME ${target})
  foreach(property LINK_LIBRARIES LINK_OPTIONS LINK_DEPENDS OUTPUT_NAME SUFFIX CROSSCOMPILING_EMULATOR)
    get_property(is_set TARGET ${target} PROPERTY ${property} SET)
    if(is_set)
      get_target_property(value ${target} ${property})
      set_property(TARGET ${target}_js PROPERTY ${property} ${value})
    endif()
  endforeach()
  set_target_properties(${target}_js PROPERTIES
    LINKER_LANGUAGE CXX
    RUNTIME_OUTPUT_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR}/js
    SURPRISAL_IS_JS ON)
endfunction()

option(SURPRISAL_SANITIZE "Build with the address and undefined-behaviour sanitizers" OFF)
if(SURPRISAL_SANITIZE)
  # vptr needs the run-time type information that is switched off above.
  set(sanitizers -fsanitize=address,undefined -fno-sanitize=vptr -fno-sanitize-recover=all)
  add_compile_options(${sanitizers} -fno-omit-frame-pointer)
  add_link_options(${sanitizers})
endif()

if(SURPRISAL_FUZZ)
  # Coverage for libFuzzer, which the targets in tests/fuzz/ are linked with.
  add_compile_options(-fsanitize=fuzzer-no-link)
  add_link_options(-fsanitize=fuzzer-no-link)
endif()
