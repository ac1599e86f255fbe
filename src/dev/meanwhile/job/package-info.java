/**
 * The words: jobs, their states and options, the types they are of, and what user code implements. Plain data and
 * interfaces; nothing here starts a thread or imports anything else of this program.
 */
package dev.meanwhile.job;
