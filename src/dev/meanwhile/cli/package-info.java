/**
 * The commands: what is typed becomes a {@code Configuration}, and that a running server.
 *
 * <p>What is set comes from four places, each stronger than the one before: defaults, the configuration file, the
 * environment, the flags. One table, {@code Setting}, says what there is to set; from it are read the flags, the
 * variables and the members of the file, and the help and the listing of {@code config} are written from it too. Every
 * mistake in any of the places is collected before one stops the start, so that nobody mends them one run at a time.
 *
 * <p>Results go to stdout, everything else to stderr. Nothing imports this package.
 */
package dev.meanwhile.cli;
