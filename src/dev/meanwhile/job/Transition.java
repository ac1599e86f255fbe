package dev.meanwhile.job;

import java.time.Instant;

/**
 * One step of a job's history.
 *
 * @param state   what the job became
 * @param attempt the attempt that was begun or ended, or 0 where there was none
 * @param at      when
 * @param error   why the attempt failed, without its stack; or null
 */
public record Transition(JobState state, int attempt, Instant at, JobError error) { }
