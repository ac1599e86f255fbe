/**
 * What survives an attempt: the jobs known, finished or not, and their logs. {@link dev.meanwhile.store.JobStore} is what
 * the engine asks for; {@link dev.meanwhile.store.MemoryStore} forgets everything when the process ends.
 */
package dev.meanwhile.store;
