package dev.meanwhile.engine;

import java.util.List;
import java.util.UUID;

/**
 * Jobs to be accepted together.
 *
 * @param id      the id it gets, which is lower than those of its members: they are looked for from there on
 * @param members its jobs, in the order given
 */
public record Batch(UUID id, List<Member> members) { }
