package dev.meanwhile.http;

/** Which version of the program this is. */
public final class Version {

    /** The version from the jar, or {@code dev} where there is no jar. */
    public static final String CURRENT = current();

    private Version() { }

    private static String current() {
        String fromManifest = Version.class.getPackage().getImplementationVersion();
        if (fromManifest != null) {
            return fromManifest;
        }
        var descriptor = Version.class.getModule().getDescriptor();
        return descriptor == null ? "dev" : descriptor.rawVersion().orElse("dev");
    }
}
