package dev.meanwhile.cli;

import dev.meanwhile.http.ServerSettings;
import dev.meanwhile.job.Keep;
import dev.meanwhile.job.Limits;
import dev.meanwhile.job.QueueOptions;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * All that is set, without a mistake.
 *
 * @param values           the settings
 * @param types            the job types
 * @param schedules        the schedules, whose types need not be there
 * @param queues           the queues, by name
 * @param rows             what is set of the job types, schedules and queues, as {@code config} lists it
 * @param unknownVariables for each variable that looks like ours and is not, what is to be said of it
 * @param data             the folder where jobs are recorded, or null for memory only
 */
record Configuration(Values values, List<DeclaredType> types, List<DeclaredSchedule> schedules, Map<String, QueueOptions> queues,
                     List<Row> rows, List<String> unknownVariables, Path data) {

    <T> T get(Setting<T> setting) {
        return values.get(setting);
    }

    /** Returns the settings of the server, to listen on the address that {@code listen} was found to be. */
    ServerSettings server(InetSocketAddress address) {
        var access = new ServerSettings.Access(get(Setting.ALLOWED_HOSTS), get(Setting.TOKEN));
        var keep = new Keep(get(Setting.KEEP_SUCCEEDED), get(Setting.KEEP_FAILED), get(Setting.KEEP_COUNT),
                get(Setting.KEEP_BYTES));
        var limits = new Limits(get(Setting.MAX_QUEUED), get(Setting.MAX_BYTES), get(Setting.MAX_BODY).intValue(),
                get(Setting.MAX_RESULT).intValue(), get(Setting.MAX_LOG).intValue());
        return new ServerSettings(address, data, access, get(Setting.ACCESS_LOG), get(Setting.GRACE), get(Setting.FSYNC), keep, limits);
    }
}
