/**
 * A job server that answers at once and does the work meanwhile.
 *
 * <p>Gson is inside the module, unexported. Two modules cannot hold the same package: a program that has Gson itself puts
 * both on the class path.
 */
module dev.meanwhile {
    exports dev.meanwhile;
    exports dev.meanwhile.job;

    requires java.management;
    requires java.net.http;
    // It also registers the bean that holds the number of carrier threads, which is not used by name.
    requires jdk.management;
    requires jdk.httpserver;

    // What Gson makes use of where it is there.
    requires static java.sql;
    requires static jdk.unsupported;
}
