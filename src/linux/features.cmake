# SPDX-License-Identifier: GPL-2.0-or-later
# What the subject's version of the maple tree has: the one place that knows.
# Found out from its header and source, not from a version number, so that backports and
# development trees come out right.

# feature(NAME TEXT REGEX): NAME is 1 if TEXT has the regex, else 0; so is the global property NAME.
function(feature name text regex)
  set(found 0)
  if(text MATCHES "${regex}")
    set(found 1)
  endif()
  set(${name} ${found} PARENT_SCOPE)
  set_property(GLOBAL PROPERTY ${name} ${found})
endfunction()

# subject_features(OUTPUT HEADER SOURCE...): write subject_features.h into the folder OUTPUT.
# SUBJECT_FOLDER goes into it as it is. HAVE_MT_DUP is set for the caller.
function(subject_features output header)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${header})
  file(READ ${header} header)
  set(source "")
  foreach(path IN LISTS ARGN)
    file(READ ${path} text)
    string(APPEND source "${text}")
  endforeach()

  feature(HAVE_MT_DUP "${header}" "__mt_dup\\(")                                    # 6.8
  feature(HAVE_MAPLE_STATUS "${header}" "enum maple_status")                        # 6.8
  feature(HAVE_MT_DUMP_FORMAT "${header}" "enum mt_dump_format")                    # 6.5
  feature(HAVE_RANGE_ITERATORS "${header}" "mas_next_range\\(")                     # 6.5
  feature(HAVE_FIND_RANGE "${header}" "mas_find_range\\(")                          # 6.5
  feature(HAVE_ALLOC_CYCLIC "${header}" "mtree_alloc_cyclic\\(")                    # 6.9
  feature(HAVE_ALLOC_RANGE "${header}" "mtree_alloc_range\\(")                      # 6.5
  if(source MATCHES "mas_fill_gap\\(")
    # Before 6.5 it filled any part of the gap found, and returned a pivot from an empty tree.
    set(HAVE_ALLOC_RANGE 0)
  endif()
  feature(HAVE_MAS_DUMP "${header}" "void mas_dump\\(")                            # 6.4
  feature(HAVE_FOR_EACH_REV "${header}" "define mas_for_each_rev\\(")               # 6.14
  feature(HAVE_STORE_TYPE "${header}" "enum store_type")                            # 6.12
  feature(HAVE_EXPECTED_ENTRIES "${source}" "int mas_expected_entries\\(")           # to 6.17; later headers may still declare it
  feature(ERASE_NEVER_FAILS "${source}" "mas_nomem_nofail\\(")                      # 7.2
  feature(HAVE_SHEAVES "${source}" "kmem_cache_prefill_sheaf\\(")                   # 6.18
  feature(HAVE_BIG_NODE "${source}" "struct maple_big_node")                        # to 7.0
  feature(DESTROY_KEEPS_ATTRIBUTES "${source}" "ma_flags = mt_attr\\(|ma_flags &=|publish_root\\(") # 6.8
  feature(two_arguments "${header}" "mas_preallocate\\([^,)]*,[^,)]*\\)")           # 6.3 to 6.5
  if(two_arguments)
    set(MAS_PREALLOCATE_ARGUMENTS 2)
  else()
    set(MAS_PREALLOCATE_ARGUMENTS 3)
  endif()
  configure_file(${CMAKE_CURRENT_FUNCTION_LIST_DIR}/subject_features.h.in ${output}/subject_features.h @ONLY)
  set(HAVE_MT_DUP ${HAVE_MT_DUP} PARENT_SCOPE)
endfunction()
