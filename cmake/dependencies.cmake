# SPDX-License-Identifier: MIT
# Copyright 2026 the surprisal authors
#
# Highway (headers alone) and GoogleTest, from SURPRISAL_LIBRARIES (scripts/with-toolchain.mjs sets it in
# the environment) or from the system.

set(SURPRISAL_LIBRARIES "$ENV{SURPRISAL_LIBRARIES}" CACHE PATH "Prefix that holds include/hwy and src/googletest")

# Highway. Static dispatch needs none of its library, only its headers; and of their folder only hwy/,
# since the rest of a system's include folder would shadow the headers of the wasm sysroot.
find_path(SURPRISAL_HIGHWAY_INCLUDE hwy/highway.h
  HINTS ${SURPRISAL_LIBRARIES}/include
  NO_CMAKE_FIND_ROOT_PATH)
if(NOT SURPRISAL_HIGHWAY_INCLUDE)
  message(FATAL_ERROR "Highway's headers (hwy/highway.h) were not found: install libhwy-dev or set SURPRISAL_LIBRARIES")
endif()
set(highway_include ${PROJECT_BINARY_DIR}/dependencies/include)
file(MAKE_DIRECTORY ${highway_include})
file(CREATE_LINK ${SURPRISAL_HIGHWAY_INCLUDE}/hwy ${highway_include}/hwy SYMBOLIC)

add_library(surprisal_highway INTERFACE)
target_include_directories(surprisal_highway SYSTEM INTERFACE ${highway_include})
# Highway's debug assertions would call into its library, which is not linked.
target_compile_definitions(surprisal_highway INTERFACE HWY_IS_DEBUG_BUILD=0)

# Defines GTest::gtest_main, compiled with this build's own flags where its sources are at hand.
macro(surprisal_find_googletest)
  set(googletest_source ${SURPRISAL_LIBRARIES}/src/googletest)
  if(SURPRISAL_LIBRARIES AND EXISTS ${googletest_source}/CMakeLists.txt)
    set(INSTALL_GTEST OFF)
    set(BUILD_GMOCK OFF)
    set(gtest_disable_pthreads ON)
    add_subdirectory(${googletest_source} ${PROJECT_BINARY_DIR}/dependencies/googletest EXCLUDE_FROM_ALL)
    # SYSTEM as an argument of add_subdirectory wants CMake 3.25.
    get_target_property(googletest_includes gtest INTERFACE_INCLUDE_DIRECTORIES)
    set_target_properties(gtest gtest_main PROPERTIES INTERFACE_SYSTEM_INCLUDE_DIRECTORIES "${googletest_includes}")
  else()
    find_package(GTest REQUIRED)
  endif()
endmacro()
