# SPDX-License-Identifier: GPL-2.0-or-later
# The files that are texts in the command (support_text.c): what the tests are made of that it writes. For both folders that compile support_text.c:
# properties of a source file hold in one.
file(GLOB support_files CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/support*.c)
list(REMOVE_ITEM support_files ${CMAKE_CURRENT_LIST_DIR}/support_text.c)
set_source_files_properties(${CMAKE_CURRENT_LIST_DIR}/support_text.c PROPERTIES OBJECT_DEPENDS "${support_files}"
                            COMPILE_DEFINITIONS "SUPPORT_FOLDER=\"${CMAKE_CURRENT_LIST_DIR}\"")
