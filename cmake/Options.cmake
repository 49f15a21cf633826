# SPDX-License-Identifier: GPL-3.0-or-later
# INTERFACE target that every target of the project links: warnings, sanitizers, include root.
add_library(mv_options INTERFACE)
target_include_directories(mv_options INTERFACE ${CMAKE_SOURCE_DIR})
target_compile_options(mv_options INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Wnon-virtual-dtor -Wold-style-cast
  -Wcast-align -Woverloaded-virtual -Wduplicated-cond -Wlogical-op -Wformat=2)
if(MAILVANE_WERROR)
  target_compile_options(mv_options INTERFACE -Werror)
endif()
set(MAILVANE_HANGS_AFTER 900) # seconds of a test: far more than any takes
if(MAILVANE_SANITIZE)
  set(MAILVANE_HANGS_AFTER 3600) # also while others use the machine
  target_compile_options(mv_options INTERFACE -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer)
  target_link_options(mv_options INTERFACE -fsanitize=address,undefined)
  # g++ 12 reports false positives in the standard library when its headers are instrumented.
  target_compile_options(mv_options INTERFACE -Wno-maybe-uninitialized)
else()
  # Imported files are hostile: what overflows a buffer shall end the program, and find no pointer to overwrite.
  target_compile_options(mv_options INTERFACE $<$<NOT:$<CONFIG:Debug>>:-D_FORTIFY_SOURCE=2> -fstack-protector-strong)
  target_link_options(mv_options INTERFACE -Wl,-z,relro,-z,now)
endif()
target_compile_definitions(mv_options INTERFACE
  QT_NO_CAST_FROM_ASCII QT_NO_CAST_TO_ASCII QT_NO_URL_CAST_FROM_STRING QT_NO_FOREACH
  QT_DISABLE_DEPRECATED_BEFORE=0x060400 MAILVANE_VERSION="${PROJECT_VERSION}")
if(CMAKE_CXX_CLANG_TIDY)
  # What moc and rcc write is checked by compiling it; clang-tidy wants one check, so it gets one that finds nothing there.
  file(WRITE ${CMAKE_BINARY_DIR}/.clang-tidy "Checks: '-*,misc-definitions-in-headers'\n")
endif()
