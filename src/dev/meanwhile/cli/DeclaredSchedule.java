package dev.meanwhile.cli;

import dev.meanwhile.job.Schedule;
import java.util.Map;

/**
 * A schedule of the configuration file.
 *
 * @param schedule it
 * @param origins  where its members are, by their names
 */
record DeclaredSchedule(Schedule schedule, Map<String, Origin> origins) { }
