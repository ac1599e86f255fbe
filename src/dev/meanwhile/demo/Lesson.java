package dev.meanwhile.demo;

import java.util.function.Consumer;

/** One habit of the JDK's threads, shown by measuring it: a few lines, within seconds. */
sealed interface Lesson extends Exhibit permits Pinning, Cancellation, BackPressure, Sleepers, FanOut, ThreadDump {

    /**
     * Shows it.
     *
     * @param say takes each line, of at most 100 characters
     */
    void show(Consumer<String> say) throws Exception;
}
