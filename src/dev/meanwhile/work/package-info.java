/**
 * What runs: commands of the operating system, HTTP deliveries, and the job types that are built in.
 *
 * <p>Each is a {@link dev.meanwhile.job.Work}: an attempt calls it on a thread of its own and interrupts that thread to
 * stop it. A work then stops what it started for real, the whole process tree or the exchange, before it returns.
 */
package dev.meanwhile.work;
