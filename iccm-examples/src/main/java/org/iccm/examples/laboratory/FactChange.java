package org.iccm.examples.laboratory;

/**
 * A program with one fact changed or left out.
 *
 * @param fact the fact's number
 * @param what what was done to it
 * @param program the program that results
 */
record FactChange(int fact, String what, LabProgram program) {}
