# SPDX-License-Identifier: MIT
# Copyright 2026 the surprisal authors
#
# CMake toolchain file: Emscripten's own, found by way of the emcc on PATH.

find_program(EM_CONFIG_PROGRAM em-config REQUIRED)
execute_process(
  COMMAND ${EM_CONFIG_PROGRAM} EMSCRIPTEN_ROOT
  OUTPUT_VARIABLE EMSCRIPTEN_ROOT_PATH
  OUTPUT_STRIP_TRAILING_WHITESPACE
  COMMAND_ERROR_IS_FATAL ANY)
include(${EMSCRIPTEN_ROOT_PATH}/cmake/Modules/Platform/Emscripten.cmake)
