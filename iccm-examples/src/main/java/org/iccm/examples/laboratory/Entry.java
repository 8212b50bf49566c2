package org.iccm.examples.laboratory;

/** What is counted: two numbers, whatever the family calls them. */
record Entry(long a, long b) {}
