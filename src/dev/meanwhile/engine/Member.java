package dev.meanwhile.engine;

import dev.meanwhile.job.JobOptions;
import java.util.UUID;

/**
 * One job of a batch, as it is submitted.
 *
 * @param id      the id it gets, which is higher than those of the members it runs after
 * @param type    the name of its type
 * @param input   one JSON value
 * @param options what is asked for
 */
public record Member(UUID id, String type, String input, JobOptions options) { }
