package dev.meanwhile.cli;

/** Which Meanwhile this is. */
final class Version {

    private Version() { }

    /** Returns the version in the manifest of the jar, or {@code dev} where there is none. */
    static String current() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "dev" : version;
    }

    /** Returns the program, its version and the Java it runs on, such as {@code Meanwhile 0.1.0 on Java 25.0.3}. */
    static String line() {
        return "Meanwhile " + current() + " on Java " + System.getProperty("java.version");
    }
}
