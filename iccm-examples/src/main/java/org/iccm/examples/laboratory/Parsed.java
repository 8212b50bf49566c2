package org.iccm.examples.laboratory;

import java.util.List;
import java.util.OptionalLong;

/**
 * A call's arguments as its family counts them; the same whatever the rules.
 *
 * @param entries what is counted; empty for results, which {@code inner} leads to
 * @param inner of results, the first function's calls
 */
record Parsed(List<Entry> entries, List<Parsed> inner, long size, OptionalLong extra) {}
