# SPDX-License-Identifier: GPL-3.0-or-later

# mv_library(<name> [QT] SOURCES ... [PUBLIC ...] [PRIVATE ...]): a static library of one folder.
# QT: has QObjects (moc) and, in development, precompiled Qt headers.
function(mv_library name)
  cmake_parse_arguments(arg "QT" "" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
  add_library(${name} STATIC ${arg_SOURCES})
  target_link_libraries(${name} PUBLIC mv_options ${arg_PUBLIC} PRIVATE ${arg_PRIVATE})
  if(arg_QT)
    set_target_properties(${name} PROPERTIES AUTOMOC ON AUTORCC ON)
  endif()
endfunction()

# mv_test(<name> <libraries...>): tst_<name>.cpp in the current folder, one executable, run without a display.
function(mv_test name)
  add_executable(tst_${name} tst_${name}.cpp)
  set_target_properties(tst_${name} PROPERTIES AUTOMOC ON)
  target_link_libraries(tst_${name} PRIVATE mv_options Qt6::Test ${ARGN})
  target_compile_definitions(tst_${name} PRIVATE
    SOURCE_DIR="${CMAKE_SOURCE_DIR}" FIXTURES_DIR="${CMAKE_SOURCE_DIR}/tests/fixtures"
    SHARED_DIR="${CMAKE_SOURCE_DIR}/../shared")
  add_test(NAME ${name} COMMAND tst_${name})
  set_tests_properties(${name} PROPERTIES ENVIRONMENT "QT_QPA_PLATFORM=offscreen;TZ=UTC" TIMEOUT ${MAILVANE_HANGS_AFTER})
endfunction()
