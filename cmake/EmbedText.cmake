# SPDX-License-Identifier: GPL-3.0-or-later

# embed_text(<target> <namespace> <files...>): makes "<target>_embedded.h" with one `inline constexpr
# std::string_view` per file, named after it (001.sql -> k001_sql), for folders that must not know Qt's resources.
function(embed_text target namespace)
  set(header ${CMAKE_CURRENT_BINARY_DIR}/${target}_embedded.h)
  add_custom_command(OUTPUT ${header}
    COMMAND ${CMAKE_COMMAND} -DHEADER=${header} -DNAMESPACE=${namespace} "-DFILES=${ARGN}"
            -P ${CMAKE_SOURCE_DIR}/cmake/embed.cmake
    DEPENDS ${ARGN} ${CMAKE_SOURCE_DIR}/cmake/embed.cmake
    VERBATIM)
  target_sources(${target} PRIVATE ${header})
  target_include_directories(${target} PRIVATE ${CMAKE_CURRENT_BINARY_DIR})
endfunction()
